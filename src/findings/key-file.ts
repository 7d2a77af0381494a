// Where the installation's key is kept: made at first use, readable by its owner alone. Node only.

import { chmodSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { makeDirectory } from './directory.ts';
import { keyToText, makeKey, parseKey } from './key.ts';

export interface InstallationKey {
  readonly key: Uint8Array;
  /** `ephemeral`: no place to keep it; fingerprints of this run are comparable with each other only. */
  readonly source: 'environment' | 'file' | 'made' | 'ephemeral';
  /** What people should know about it; empty when all is well. */
  readonly warning: string;
}

export interface KeyPlace {
  /** A key file named by the person; must exist. */
  readonly file?: string | undefined;
  /** Defaults to the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Defaults to the user's configuration directory. */
  readonly directory?: string;
}

/** The user's configuration directory for Wardline, by the rules of the system. */
export function configDirectory(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = env['WARDLINE_CONFIG_DIR'];
  if (own) return own;
  const xdg = env['XDG_CONFIG_HOME'];
  if (xdg) return join(xdg, 'wardline');
  const appData = env['APPDATA'];
  if (process.platform === 'win32' && appData) return join(appData, 'wardline');
  return join(env['HOME'] ?? homedir(), '.config', 'wardline');
}

/** The key given by file or `WARDLINE_KEY`, else the installation's, which is made when there is none yet. */
export function installationKey(place: KeyPlace = {}): InstallationKey {
  const env = place.env ?? process.env;
  if (place.file !== undefined) return readGiven(place.file);
  const given = env['WARDLINE_KEY'];
  if (given) return { key: parseKey(given, '`WARDLINE_KEY`'), source: 'environment', warning: '' };
  const path = join(place.directory ?? configDirectory(env), 'key');
  return readExisting(path) ?? make(path);
}

function readGiven(path: string): InstallationKey {
  const found = readExisting(path);
  if (found) return found;
  throw new WardlineError('key_file_missing', `no key file at \`${path}\``, {
    hint: 'make one with `openssl rand -hex 32 > FILE && chmod 600 FILE`',
  });
}

function readExisting(path: string): InstallationKey | null {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(path, 'utf8');
    mode = statSync(path).mode;
  } catch (cause) {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR')) return null;
    throw new WardlineError('key_file_unreadable', `the key file \`${path}\` can't be read`, { hint: 'check its owner and mode', cause });
  }
  const open = process.platform !== 'win32' && (mode & 0o077) !== 0;
  const warning = open ? `the key file \`${path}\` can be read by others; run \`chmod 600\` on it` : '';
  return { key: parseKey(text, `\`${path}\``), source: 'file', warning };
}

/** Writes a whole file beside the place and links it there, so that no reader sees half a key and the first of two writers wins. */
function make(path: string): InstallationKey {
  const key = makeKey();
  const own = `${path}.${process.pid}.${keyToText(makeKey()).slice(0, 8)}`;
  try {
    makeDirectory(dirname(path));
    writeFileSync(own, `${keyToText(key)}\n`, { mode: 0o600, flag: 'wx' });
    try {
      chmodSync(own, 0o600);
      linkSync(own, path);
    } finally {
      unlinkSync(own);
    }
    return { key, source: 'made', warning: '' };
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) {
      const theirs = readExisting(path);
      if (theirs) return theirs;
    }
    const warning = `no key could be kept at \`${path}\`; fingerprints of this run can't be compared with those of others (set \`WARDLINE_KEY\` to change that)`;
    return { key, source: 'ephemeral', warning };
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
