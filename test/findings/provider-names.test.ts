import { expect, test } from 'vitest';
import { providerOfKey } from '../../src/findings/provider-names.ts';

test.each([
  ['BLUESNAP_API_KEY', 'BlueSnap'],
  ['detectLanguageToken', 'Detectlanguage'],
  ['spring.sendgrid.api-key', 'SendGrid'],
  ['xGitHubTokenHeader', 'GitHub'],
  ['IBM_CLOUD_KEY', 'IBM Cloud'],
  ['WASABIKEY', 'Wasabi'],
  ['mispauthkey', 'Misp'],
])('%s belongs to %s', (key, provider) => {
  expect(providerOfKey(key)).toBe(provider);
});

test.each(['api_key', 'DB_PASSWORD', 'secret', 'private_key', 'githubby_token', '', '___'])('`%s` names nobody', (key) => {
  expect(providerOfKey(key)).toBe('');
});
