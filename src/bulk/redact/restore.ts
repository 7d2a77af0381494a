// Puts secrets back where their tokens stand. Fed by pieces; bytes that may be the begin of a token wait for the next.

import { Reader } from '../../input/source.ts';
import type { BodyKind } from '../../input/visit.ts';
import type { BodyWriter } from './rewrite-model.ts';
import type { ByteSink } from './sink.ts';
import type { Vault } from './vault.ts';

/** A token is never longer. */
const MOST_TOKEN_CHARACTERS = 200;
const NAME = '[A-Z0-9_]';

/** Pattern of a token in bytes read as Latin-1: UTF-16 has a zero after or before each character. */
function patternOf(kind: BodyKind): RegExp {
  const spelled = (text: string): string => (kind === 'utf16le' ? text.replace(/\\?\[[^\]]*\]|\\?./g, '$&\\x00') : kind === 'utf16be' ? text.replace(/\\?\[[^\]]*\]|\\?./g, '\\x00$&') : text);
  const group = (text: string, times: string): string => `(?:${spelled(text)})${times}`;
  const letters = [...'_REDACTED_'].map(spelled).join('');
  return new RegExp(`${spelled('\\[')}${group(NAME, '{1,140}?')}${letters}${group('[0-9a-f]', '{1,16}')}(?:${spelled('_')}${group('[0-9]', '{1,9}')})?${spelled('\\]')}`, 'g');
}

/** Writes bodies with the tokens of a vault replaced by what they stand for. */
export class Restoration implements BodyWriter {
  readonly #vault: Vault;
  readonly #piece: () => void;
  readonly #token: () => void;
  /** Tokens restored, and tokens that are not in the vault. */
  changes = 0;
  unknown = 0;

  /** `piece` is called between pieces, `token` for every token: both may throw to end it. */
  constructor(vault: Vault, piece: () => void, token: () => void = () => {}) {
    this.#vault = vault;
    this.#piece = piece;
    this.#token = token;
  }

  async body(kind: BodyKind, reader: Reader, to: ByteSink): Promise<void> {
    const pattern = patternOf(kind);
    const wide = kind === 'utf16le' || kind === 'utf16be';
    const most = wide ? 2 * MOST_TOKEN_CHARACTERS : MOST_TOKEN_CHARACTERS;
    let rest = '';
    for (let last = false; !last; ) {
      const more = reader.more();
      last = !(more instanceof Promise ? await more : more);
      const view = last ? new Uint8Array(0) : reader.view;
      const text = rest + Buffer.from(view.buffer, view.byteOffset, view.length).toString('latin1');
      let keep = last ? text.length : text.indexOf('[', Math.max(0, text.length - most));
      if (keep < 0) keep = text.length;
      else if (kind === 'utf16be' && !last) keep = Math.max(0, keep - 1); // the zero in front of it
      rest = text.slice(keep);
      const done = Buffer.from(this.#restored(text.slice(0, keep), pattern, kind), 'latin1');
      if (done.length > 0) await to.write(done);
      if (!last) reader.consume(view.length);
      this.#piece();
    }
  }

  #restored(text: string, pattern: RegExp, kind: BodyKind): string {
    return text.replace(pattern, (found) => {
      this.#token();
      const token = found.replaceAll('\0', '');
      const bytes = this.#vault.bytesOf(token, kind);
      if (bytes === undefined) {
        this.unknown++;
        return found;
      }
      this.changes++;
      return bytes.toString('latin1');
    });
  }
}
