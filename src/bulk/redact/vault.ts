// The way back from tokens to what they stand for: a file encrypted with a key that the user holds (AES-256-GCM, key by
// HKDF-SHA-256 with a fresh salt for every write). Without the key it says how many bytes it has, and nothing else.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { WardlineError } from '../../errors.ts';
import type { TokenNumbers } from '../../findings/redactor.ts';
import type { BodyKind } from '../../input/visit.ts';
import { asUtf16 } from './spelling.ts';

const SCHEMA = 'wardline/vault@1';
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const TOKEN = /\[[A-Z0-9_]{1,140}?_REDACTED_[0-9a-f]{1,16}(?:_[0-9]{1,9})?\]/g;
const MOST_NESTED = 32;

type Utf16 = 'utf16le' | 'utf16be';

interface Entry {
  readonly fingerprint: string;
  readonly token: string;
  /** Base64 of what stood there: UTF-8 where it came from UTF-16 text. */
  readonly secret: string;
  /** Set where the bytes are no sound UTF-16 and were kept as they stood. */
  readonly as?: Utf16 | undefined;
}

export class Vault {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #entries: Entry[] = [];
  readonly #byToken = new Map<string, Entry>();
  /** Tokens by their plain form and the bytes they stand for; how many tokens have one plain form. */
  readonly #byForm = new Map<string, string>();
  readonly #forms = new Map<string, number>();
  #changed = false;

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

  /**
   * The token of what is replaced. That is its `plain` form, `[…_REDACTED_3]`, and `[…_REDACTED_3_2]` where the same secret stands in another form
   * (encoded, or run together with another finding), so that each comes back as it was.
   */
  token(plain: string, fingerprint: string, bytes: Uint8Array, kind: BodyKind): string {
    const { secret, as } = stored(bytes, kind);
    const known = this.#byForm.get(formOf(plain, secret, as));
    if (known !== undefined) return known;
    const forms = this.#forms.get(plain) ?? 0;
    const token = forms === 0 ? plain : `${plain.slice(0, -1)}_${forms + 1}]`;
    this.#add({ fingerprint, token, secret, as });
    this.#changed = true;
    return token;
  }

  /** What a token stands for, in the encoding of the text it stands in. */
  bytesOf(token: string, kind: BodyKind): Buffer | undefined {
    const entry = this.#byToken.get(token);
    if (entry === undefined) return undefined;
    const bytes = this.#whole(entry);
    if (entry.as !== undefined || (kind !== 'utf16le' && kind !== 'utf16be')) return bytes;
    return Buffer.from(asUtf16(bytes.toString('utf8'), kind));
  }

  /** What stands for a token may hold tokens itself, where two findings became one in two steps. */
  #whole(entry: Entry, depth = 0): Buffer {
    const bytes = Buffer.from(entry.secret, 'base64');
    if (depth === MOST_NESTED || !bytes.includes('_REDACTED_')) return bytes;
    const text = bytes.toString('latin1').replace(TOKEN, (token) => {
      const inner = this.#byToken.get(token);
      return inner === undefined || inner.as !== undefined ? token : this.#whole(inner, depth + 1).toString('latin1');
    });
    return Buffer.from(text, 'latin1');
  }

  /** Writes the vault if anything came in. */
  save(): void {
    if (!this.#changed && existsSync(this.#path)) return;
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', derived(this.#key, salt), nonce);
    cipher.setAAD(Buffer.from(SCHEMA));
    const body = Buffer.concat([cipher.update(JSON.stringify(this.#entries), 'utf8'), cipher.final()]);
    const beside = `${this.#path}.${process.pid}.tmp`;
    try {
      const fd = openSync(beside, 'w', 0o600);
      try {
        writeFileSync(fd, Buffer.concat([Buffer.from(`${SCHEMA}\n`), salt, nonce, cipher.getAuthTag(), body]));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(beside, this.#path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw new WardlineError('output_failed', `the vault \`${this.#path}\` could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, { hint: 'check its directory; without the vault the tokens of this run can\'t be restored' });
    }
    this.#changed = false;
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
    const plain = entry.token.replace(/(_REDACTED_[0-9a-f]+)_\d+\]$/, '$1]');
    this.#entries.push(entry);
    this.#byToken.set(entry.token, entry);
    this.#byForm.set(formOf(plain, entry.secret, entry.as), entry.token);
    this.#forms.set(plain, (this.#forms.get(plain) ?? 0) + 1);
  }
}

const formOf = (plain: string, secret: string, as: Utf16 | undefined): string => `${plain} ${as ?? ''} ${secret}`;

function derived(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, SCHEMA, 32));
}

/** Text of UTF-16 bodies is kept as UTF-8, so that it has one form whatever the encoding; broken pairs stay as they are. */
function stored(bytes: Uint8Array, kind: BodyKind): { secret: string; as: Utf16 | undefined } {
  const buffer = Buffer.from(bytes);
  if (kind !== 'utf16le' && kind !== 'utf16be') return { secret: buffer.toString('base64'), as: undefined };
  const little = kind === 'utf16le' || buffer.length % 2 !== 0 ? buffer : Buffer.from(buffer).swap16();
  const text = Buffer.from(little.toString('utf16le'), 'utf8');
  if (buffer.equals(asUtf16(text.toString('utf8'), kind))) return { secret: text.toString('base64'), as: undefined };
  return { secret: buffer.toString('base64'), as: kind };
}
