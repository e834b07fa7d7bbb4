import { describe, expect, it } from 'vitest';
import { html, visibleText } from '../../../../src/adapters/report/html/html-template.js';
import { jsonInPage } from '../../../../src/adapters/report/html/document.js';

describe('the html template', () => {
  it('escapes every interpolated string, also one that would end an attribute', () => {
    expect(html`<p title="${'" onload="x'}">${'<b> & \'c\''}</p>`.markup).toBe('<p title="&#34; onload=&#34;x">&#60;b&#62; &#38; &#39;c&#39;</p>');
  });

  it('puts markup in as it is, alone and in lists, and leaves out what is undefined', () => {
    expect(html`<ul>${[html`<li>${1}</li>`, html`<li>${'&'}</li>`]}</ul>${undefined}${html`<hr>`}`.markup).toBe('<ul><li>1</li><li>&#38;</li></ul><hr>');
  });

  it('replaces control characters and marks that turn the direction of reading', () => {
    expect(visibleText('a\u0000b\u202ec\u2066d\u2028e\nf')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\nf');
  });
});

describe('JSON in a page', () => {
  it('cannot end its element and still reads the same', () => {
    const value = { name: '</script><!-- \u2028 &' };
    expect(jsonInPage(value)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(jsonInPage(value))).toEqual(value);
  });
});
