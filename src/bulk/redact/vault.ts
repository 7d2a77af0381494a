// The way back from tokens to secrets: a file encrypted with a key that the user holds (AES-256-GCM, key by HKDF-SHA-256
// with a fresh salt for every write). Without the key it says how many bytes it has, and nothing else.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { WardlineError } from '../../errors.ts';
import type { Finding } from '../../findings/finding.ts';
import { type TokenNumbers, replacementText } from '../../findings/redactor.ts';
import type { RuleTable } from '../../findings/rule-table.ts';

const SCHEMA = 'wardline/vault@1';
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Entry {
  readonly fingerprint: string;
  readonly token: string;
  /** Base64. */
  readonly secret: string;
}

export class Vault {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #entries: Entry[] = [];
  readonly #byToken = new Map<string, Buffer>();

  /** Opens the vault at `path`, or an empty one when there is none. */
  constructor(path: string, key: Uint8Array) {
    this.#path = path;
    this.#key = key;
    if (!existsSync(path)) return;
    for (const entry of this.#read()) this.#add(entry);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Numbers go on where the vault ends: the same secret keeps its token from run to run. */
  seed(tokens: TokenNumbers): void {
    for (const { fingerprint } of this.#entries) tokens.of(fingerprint);
  }

  note(table: RuleTable, finding: Finding, tokens: TokenNumbers): void {
    const secret = (finding as { secret?: { reveal(): Uint8Array } }).secret?.reveal();
    if (secret === undefined) return;
    const token = replacementText(table, finding, 'token', 'bulk', tokens);
    if (!this.#byToken.has(token)) this.#add({ fingerprint: finding.fingerprint, token, secret: Buffer.from(secret).toString('base64') });
  }

  secretOf(token: string): Buffer | undefined {
    return this.#byToken.get(token);
  }

  save(): void {
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', derived(this.#key, salt), nonce);
    cipher.setAAD(Buffer.from(SCHEMA));
    const body = Buffer.concat([cipher.update(JSON.stringify(this.#entries), 'utf8'), cipher.final()]);
    const beside = `${this.#path}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, Buffer.concat([Buffer.from(`${SCHEMA}\n`), salt, nonce, cipher.getAuthTag(), body]), { mode: 0o600 });
      renameSync(beside, this.#path);
    } catch (error) {
      throw new WardlineError('output_failed', `the vault \`${this.#path}\` could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, { hint: 'check its directory' });
    }
  }

  #read(): Entry[] {
    const bytes = readFileSync(this.#path);
    const head = SCHEMA.length + 1;
    const from = head + SALT_BYTES + NONCE_BYTES + TAG_BYTES;
    if (bytes.subarray(0, head).toString('latin1') !== `${SCHEMA}\n` || bytes.length < from) {
      throw new WardlineError('vault_key', `\`${this.#path}\` is no vault of Wardline`, { hint: 'name another file, or one that does not exist yet' });
    }
    const salt = bytes.subarray(head, head + SALT_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', derived(this.#key, salt), bytes.subarray(head + SALT_BYTES, from - TAG_BYTES));
    decipher.setAAD(Buffer.from(SCHEMA));
    decipher.setAuthTag(bytes.subarray(from - TAG_BYTES, from));
    try {
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(from)), decipher.final()]).toString('utf8')) as Entry[];
    } catch {
      throw new WardlineError('vault_key', `the vault \`${this.#path}\` does not open with this key, or is damaged`, { hint: 'give the key it was made with' });
    }
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#byToken.set(entry.token, Buffer.from(entry.secret, 'base64'));
  }
}

function derived(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, SCHEMA, 32));
}

/** A token is never longer. */
export const MOST_TOKEN_BYTES = 160;
const TOKEN = /\[[A-Z0-9_]{1,140}_REDACTED_[0-9a-f]{1,16}\]/g;

/** Puts secrets back where their tokens stand. Fed by pieces; bytes that may be the begin of a token wait for the next. */
export class Restorer {
  restored = 0;
  unknown = 0;
  readonly #vault: Vault;
  #rest = '';

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** `last`: nothing follows. */
  push(bytes: Uint8Array, last: boolean): Buffer {
    const text = this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const open = last ? -1 : text.indexOf('[', Math.max(0, text.length - MOST_TOKEN_BYTES));
    const whole = open < 0 ? text : text.slice(0, open);
    this.#rest = open < 0 ? '' : text.slice(open);
    return Buffer.from(
      whole.replace(TOKEN, (token) => {
        const secret = this.#vault.secretOf(token);
        if (secret === undefined) {
          this.unknown++;
          return token;
        }
        this.restored++;
        return secret.toString('latin1');
      }),
      'latin1',
    );
  }
}
