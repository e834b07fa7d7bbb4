import { describe, expect, it } from 'vitest';
import { npmFault, registryOf } from '../../../src/plugins/plugins/npm/npm-fault.js';

const failed = (code: string, summary: string) => ({ document: { error: { code, summary } }, stderr: '', registry: 'https://registry.example.org/', purpose: 'install mine', timedOut: false });

describe('a failed run of npm', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'FETCH_ERROR', 'E503'])('with %s names the registry that was asked and the variable that names another', (code) => {
    expect(npmFault(failed(code, ''))).toMatchObject({
      code: 'PLUGIN_REGISTRY',
      message: `The registry registry.example.org does not answer (${code}).`,
      fix: expect.stringContaining('AVTOOL_NPM_REGISTRY=URL') as string,
      exitCode: 3,
    });
  });

  it('that was ended because it took too long is a registry that does not answer', () => {
    expect(npmFault({ ...failed('', ''), timedOut: true })).toMatchObject({ code: 'PLUGIN_REGISTRY', message: 'The registry registry.example.org does not answer (it took too long).' });
  });

  it.each(['E404', 'ETARGET'])('with %s is a package that does not exist', (code) => {
    expect(npmFault(failed(code, 'No such package.\nmore'))).toMatchObject({ code: 'PLUGIN_UNKNOWN', message: 'The registry registry.example.org has no such package or version: No such package.' });
  });

  it('of any other kind says what npm says', () => {
    expect(npmFault(failed('EINTEGRITY', 'sha512 differs'))).toMatchObject({ code: 'PLUGIN_NPM', message: 'npm could not install mine: sha512 differs (EINTEGRITY).', exitCode: 1 });
    expect(npmFault({ ...failed('', ''), document: undefined, stderr: 'one\nSegmentation fault\n' })).toMatchObject({ message: 'npm could not install mine: Segmentation fault.' });
  });

  it('tells the registry that the request went to, which a scope may have changed', () => {
    expect(registryOf({ error: { code: 'ECONNREFUSED', summary: 'request to http://127.0.0.1:9/@lab%2fmine failed, reason: connect' } })).toBe('http://127.0.0.1:9');
    expect(registryOf(undefined)).toBeUndefined();
  });
});
