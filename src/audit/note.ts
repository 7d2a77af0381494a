// Signed checkpoints: the C2SP forms tlog-checkpoint and signed-note, with Ed25519.

import { createHash, type KeyObject, sign, verify } from 'node:crypto';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const ALGORITHM = 0x01;

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** First four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ public key). */
export function noteKeyId(name: string, rawPublicKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.from([ALGORITHM])).update(rawPublicKey).digest().subarray(0, 4);
}

/** `name+hash+key`, as verifiers of signed notes take it. */
export function verifierText(name: string, rawPublicKey: Uint8Array): string {
  return `${name}+${noteKeyId(name, rawPublicKey).toString('hex')}+${Buffer.concat([Buffer.from([ALGORITHM]), rawPublicKey]).toString('base64')}`;
}

export interface Verifier {
  readonly name: string;
  readonly raw: Buffer;
}

/** Null when it is none. */
export function parseVerifier(text: string): Verifier | null {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  if (parts === null) return null;
  const bytes = Buffer.from(parts[3] as string, 'base64');
  const name = parts[1] as string;
  const raw = bytes.subarray(1);
  if (bytes[0] !== ALGORITHM || raw.length !== 32 || noteKeyId(name, raw).toString('hex') !== parts[2]) return null;
  return { name, raw };
}

export function signNote(text: string, name: string, key: KeyObject, rawPublicKey: Uint8Array): string {
  const signature = sign(null, Buffer.from(text), key);
  return `${text}\n— ${name} ${Buffer.concat([noteKeyId(name, rawPublicKey), signature]).toString('base64')}\n`;
}

export type NoteVerdict = 'good' | 'unknown_key' | 'bad_signature' | 'malformed';

/** Lines of other keys are passed over; a line of the known key that does not verify spoils the note. */
export function verifyNote(note: string, verifier: Verifier, publicKey: KeyObject): { readonly verdict: NoteVerdict; readonly text: string } {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return { verdict: 'malformed', text: '' };
  const text = note.slice(0, split + 1);
  const id = noteKeyId(verifier.name, verifier.raw);
  let verdict: NoteVerdict = 'unknown_key';
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const parts = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    if (parts === null) return { verdict: 'malformed', text: '' };
    const bytes = Buffer.from(parts[2] as string, 'base64');
    if (parts[1] !== verifier.name || !bytes.subarray(0, 4).equals(id)) continue;
    if (!verify(null, Buffer.from(text), publicKey, bytes.subarray(4))) return { verdict: 'bad_signature', text };
    verdict = 'good';
  }
  return { verdict, text };
}

/** The first three lines; null when they are no checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root] = text.split('\n');
  if (!origin || size === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(size) || root === undefined) return null;
  const bytes = Buffer.from(root, 'base64');
  return bytes.length === 32 ? { origin, size: Number(size), root: bytes } : null;
}
