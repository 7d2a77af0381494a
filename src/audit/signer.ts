// The audit's own key, and signed checkpoints made with it. The key lies beside the log: it proves that this
// installation wrote it. Against somebody who has both, keep checkpoints elsewhere (docs/audit.md).

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, linkSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { makeDirectory } from '../findings/directory.ts';
import { openPlain, readPlain } from './files.ts';
import { Frontier } from './merkle.ts';
import type { Head } from './log.ts';
import { checkpointText, signNote, verifierText } from './note.ts';

export interface Signer {
  readonly name: string;
  readonly key: KeyObject;
  readonly raw: Buffer;
}

function rawOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12) as Buffer;
}

/** Made at first use; the first of several writers wins. */
export function openSigner(directory: string): Signer {
  const file = join(directory, 'log.key');
  if (!existsSync(file)) {
    makeDirectory(directory);
    const own = `${file}.${process.pid}`;
    const name = `wardline/${hostname().toLowerCase().replace(/[^a-z0-9.-]/g, '-')}`;
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(own, `${name}\n${privateKey.export({ format: 'pem', type: 'pkcs8' }) as string}`, { mode: 0o600 });
    try {
      linkSync(own, file);
    } catch {
      // somebody else's is there
    }
    unlinkSync(own);
  }
  const text = readPlain(file) ?? '';
  const end = text.indexOf('\n');
  const key = createPrivateKey(text.slice(end + 1));
  const signer = { name: text.slice(0, end), key, raw: rawOf(key) };
  const pub = join(directory, 'log.pub');
  if (!existsSync(pub)) writeFileSync(pub, `${verifierText(signer.name, signer.raw)}\n`, { mode: 0o644 });
  return signer;
}

/** Signs the head and keeps it as the newest checkpoint. */
export function writeCheckpoint(directory: string, head: Head, signer: Signer): string {
  const root = new Frontier(head.size, head.frontier.map((hex) => Buffer.from(hex, 'hex'))).root();
  const note = signNote(checkpointText({ origin: signer.name, size: head.size, root }), signer.name, signer.key, signer.raw);
  const temporary = join(directory, `checkpoint.${process.pid}`);
  writeFileSync(temporary, note, { mode: 0o644 });
  renameSync(temporary, join(directory, 'checkpoint'));
  const all = openPlain(join(directory, 'checkpoints'), 'append', 0o644);
  try {
    appendFileSync(all, `${JSON.stringify({ size: head.size, note })}\n`);
  } finally {
    closeSync(all);
  }
  return note;
}
