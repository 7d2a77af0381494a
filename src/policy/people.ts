// Who is the same person. A second name is no second pair of eyes: identities that share a key or a user of the operating
// system are one.

import type { Identity } from './model.ts';

export function samePerson(identities: readonly Identity[], a: string, b: string): boolean {
  if (a === b) return true;
  const one = identities.find((identity) => identity.name === a);
  const other = identities.find((identity) => identity.name === b);
  // A name that is no identity may be the user of one.
  if (one === undefined || other === undefined) return (one?.user ?? '') === b || (other?.user ?? '') === a;
  return (one.user !== '' && one.user === other.user) || (one.key !== '' && keyBytes(one.key) === keyBytes(other.key));
}

/** One key has several writings in base64. */
function keyBytes(key: string): string {
  return Buffer.from(key.slice('ed25519:'.length), 'base64').toString('hex');
}
