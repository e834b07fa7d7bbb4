import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/adapters/tokeniser/clean-text.js';
import { unescapeHtml } from '../../../src/adapters/tokeniser/html-entities.js';
import { repairText } from '../../../src/adapters/tokeniser/text-repair.js';

// Expected values: ftfy 6.3.1 `fix_text` and Python 3.11 `html.unescape`, run once.

describe('unescapeHtml', () => {
  it.each([
    ['&eacute;', 'é'],
    ['&copy', '©'],
    ['&notit;', '¬it;'],
    ['&notin', '¬in'],
    ['&#39;', "'"],
    ['&#39x', "'x"],
    ['&#x80;', '€'],
    ['&#x1;', ''],
    ['&#13;', '\r'],
    ['&#xD800;', '\ufffd'],
    ['&#1000000000000;', '\ufffd'],
    ['&&amp;', '&&'],
    ['&#;', '&#;'],
    ['&amp;amp;', '&amp;'],
  ])('turns %j into %j as html.unescape does', (text, unescaped) => {
    expect(unescapeHtml(text)).toBe(unescaped);
  });
});

describe('repairText', () => {
  it.each([
    ['Ã©tÃ©', 'été'],
    ['â€œmojibakeâ€\u009d', '"mojibake"'],
    ['ÃƒÂ¼', 'ü'],
    ['5 â‚¬', '5 €'],
    ['ÐŸÑ€Ð¸Ð²ÐµÑ‚', 'Привет'],
    ['ðŸ˜€ dog', '😀 dog'],
    ['你好 Ã©tÃ©', '你好 été'],
    ['ﬁre ﬂute ﬅ', 'fire flute ſt'],
    ['ＦＵＬＬ　１２ ｱ', 'FULL 12 ア'],
    ['“curly” ‘quotes’', '"curly" \'quotes\''],
    ['bell\u0007ring\u001b[31;1mred', 'bellringred'],
    ['\ufeffbom', 'bom'],
    ['e\u0301', 'é'],
    ['a\r\nb\u2028c', 'a\nb\nc'],
    ['&ldquo;x&rdquo;', '"x"'],
    ['<b> &ldquo;x', '<b> &ldquo;x'],
    ['\ud83d', '\ufffd'],
  ])('repairs %j to %j as ftfy does', (damaged, repaired) => {
    expect(repairText(damaged)).toBe(repaired);
  });

  it.each([
    'l\'ÉCOLE… JOSÉ…',
    'MANHÃ…',
    'voilà\u00a0»',
    'Znáš…',
    '5 Å²',
    'Ø½ inch',
    '10 € £5 ¥6',
    'SÃO PAULO ÂNCORA',
    'Ångström 25°C x²+y²',
    '© 2020 Füße™',
    'Привет мир Καλημέρα 你好 こんにちは 안녕 مرحبا שלום',
    'žluťoučký kůň Łódź',
    'IRMÃ\u00a0DULCE',
    'Ä… Ö… ð… ß',
  ])('leaves %j as it was meant', (text) => {
    expect(repairText(text)).toBe(text);
  });
});

describe('cleanText', () => {
  it('unescapes twice after the repair, so that quotes behind a tag stay curly', () => {
    expect(cleanText('<b> &amp;ldquo;X')).toBe('<b> “x');
  });

  it('folds every kind of Unicode white space and lower-cases', () => {
    expect(cleanText('\u00a0Non\u00a0Breaking\u2003EM \t\n space\u3000')).toBe('non breaking em space');
  });
});
