// Ed25519 keys as people hand them round: `ed25519:` and the 32 bytes of the public key in base64.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { WardlineError } from '../errors.ts';

const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export function publicKeyText(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return `ed25519:${publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length).toString('base64')}`;
}

export function rawPublicKey(text: string, origin: string): Buffer {
  const raw = /^ed25519:([A-Za-z0-9+/_-]{43}=?)$/.exec(text.trim())?.[1];
  const bytes = raw === undefined ? Buffer.alloc(0) : Buffer.from(raw, 'base64');
  if (bytes.length !== 32) throw new WardlineError('bad_public_key', `${origin} holds no public key`, { hint: 'it looks like `ed25519:` and 43 characters of base64' });
  return bytes;
}

export function parsePublicKey(text: string, origin: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, rawPublicKey(text, origin)]), format: 'der', type: 'spki' });
}

export function parsePrivateKey(pem: string, origin: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new WardlineError('bad_private_key', `${origin} holds no private key`, { hint: 'make one with `wardline override key --new FILE`', cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new WardlineError('bad_private_key', `${origin} holds a key of the kind ${key.asymmetricKeyType ?? 'unknown'}`, { hint: 'an Ed25519 key is needed' });
  return key;
}

export function makePrivateKey(): { readonly key: KeyObject; readonly pem: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string };
}

export function signBytes(key: KeyObject, bytes: Uint8Array): Buffer {
  return sign(null, bytes, key);
}

export function verifyBytes(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, bytes, key, signature);
}
