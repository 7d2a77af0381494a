// The signature of an organization's policy: Ed25519 over a head line and the file's bytes, in FILE.sig as base64.
// Whoever pins a public key gets that policy or none.

import { readFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { WardlineError } from '../errors.ts';
import { parsePublicKey, signBytes, verifyBytes } from './keys.ts';
import type { Places } from './places.ts';

const HEAD = new TextEncoder().encode('wardline policy signature v1\n');

function signed(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([HEAD, bytes]);
}

export function signPolicy(bytes: Uint8Array, key: KeyObject): string {
  return `${signBytes(key, signed(bytes)).toString('base64')}\n`;
}

export function verifyPolicy(file: string, bytes: Uint8Array, pin: NonNullable<Places['pin']>): void {
  const origin = 'file' in pin ? `\`${pin.file}\`` : pin.from;
  const key = parsePublicKey('file' in pin ? readFileSync(pin.file, 'utf8') : pin.key, origin);
  let text: string;
  try {
    text = readFileSync(`${file}.sig`, 'utf8').trim();
  } catch (cause) {
    throw new WardlineError('policy_signature', `the policy \`${file}\` has no signature, and the key from ${origin} asks for one`, { hint: `sign it: \`wardline policy sign ${file} --key KEY.pem\``, cause });
  }
  if (!verifyBytes(key, signed(bytes), Buffer.from(text, 'base64'))) {
    throw new WardlineError('policy_signature', `the signature of \`${file}\` is not that of the key from ${origin}`, { hint: 'the policy was changed after it was signed, or by somebody else; get it anew from its owner. Nothing is checked until then' });
  }
}
