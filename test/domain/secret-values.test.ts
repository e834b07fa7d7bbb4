import { describe, expect, it } from 'vitest';
import { isSecretName, withoutSecrets } from '../../src/domain/secret-values.js';

describe('a name', () => {
  it.each(['hub.token', 'model.hubToken', 'model.HUB_TOKEN', 'password', 'db-password', 'model.apiKey', 'client_secret', 'model.secrets.hub', 'AVTOOL_HUB_TOKEN', 'AVTOOL_MODEL__API_KEY', 'accessKey'])('that looks secret: %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['train.epochs', 'model.tokenLength', 'model.text.tokens', 'model.key', 'model.passes', 'keyFrames', 'AVTOOL_TRAIN__SEED'])('that does not: %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('values without secrets', () => {
  it('hide texts and leave numbers, switches and everything of other names', () => {
    expect([withoutSecrets('model.hubToken', 'abc'), withoutSecrets('model.classToken', true), withoutSecrets('model.token', 4), withoutSecrets('model.name', 'abc')]).toEqual(['***', true, 4, 'abc']);
  });

  it('hide texts inside of lists and objects', () => {
    expect(withoutSecrets('model.hub', { user: 'me', password: 'abc', more: [{ token: 'def', n: 1 }] })).toEqual({ user: 'me', password: '***', more: [{ token: '***', n: 1 }] });
    expect(withoutSecrets('model.secrets', { hub: ['abc'] })).toEqual({ hub: ['***'] });
  });
});
