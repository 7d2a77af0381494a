// Seeded random values for the tests: nothing that looks like a credential is written down.

export const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const HEX = '0123456789abcdef';
export const BASE64 = `${BASE62}+/`;

export function source(seed: number) {
  let state = seed >>> 0 || 1;
  const below = (n: number): number => {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return (state >>> 0) % n;
  };
  const text = (alphabet: string, length: number): string => {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[below(alphabet.length)];
    return out;
  };
  const base64 = (bytes: number): string => Buffer.from(Array.from({ length: bytes }, () => below(256))).toString('base64');
  /** Letters, digits and a symbol, like a person's careful password. */
  const password = (length = 12): string => `${text(BASE62, length - 3)}${text('!@#*^', 1)}${text('0123456789', 1)}${text('abcdefgh', 1)}`;
  const uuid = (): string => { const h = text(HEX, 32); return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`; };
  return { below, text, base64, password, uuid };
}
