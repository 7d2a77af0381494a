// The character classes that templates draw from.

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = UPPER + LOWER;
const BASE62 = DIGITS + LETTERS;
const PUNCTUATION = '!#$%&()*+,-./:;<=>?@[]^_{|}~';

export const ALPHABETS: ReadonlyMap<string, string> = new Map([
  ['hex', '0123456789abcdef'],
  ['HEX', '0123456789ABCDEF'],
  ['d', DIGITS],
  ['b32', `${UPPER}234567`],
  ['b32l', `${LOWER}234567`],
  ['b36', LOWER + DIGITS],
  ['B36', UPPER + DIGITS],
  ['b58', '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'],
  ['b58r', 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz'], // order of the XRP ledger
  ['b62', BASE62],
  ['b64', `${BASE62}+/`],
  ['b64u', `${BASE62}-_`],
  ['w', `${BASE62}_`],
  ['l', LOWER],
  ['let', LETTERS],
  ['up', UPPER],
  ['bech', 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'], // BIP 173
  ['gl', [...`${BASE62}-_`].filter((char) => !'lIO0'.includes(char)).join('')], // Devise friendly tokens
  ['tail4', 'AEIMQUYcgkosw048'], // last base64 character over 4 bits
  ['tail2', 'AQgw'], // last base64 character over 2 bits
  ['agqw', 'AQgw'],
  ['bcr', `./${BASE62}`],
  ['az', `${BASE62}.-_~`],
  ['any', BASE62 + PUNCTUATION],
  ['dj', `${LOWER}${DIGITS}!@#$%^&*(-_=+)`], // Django's secret keys
  ['sf', `${BASE62}._`], // Salesforce session ids
  ['abcd', 'ABCD'],
  ['al', 'ABCDEFGHIJKL'],
  ['ap', 'ABCDEFGHIJKLMNOP'],
  ['cf', 'cdef'],
  ['il', 'IJKL'],
]);

/** Plain words for `{word}`: none of them looks like a secret or names one. */
export const WORDS: readonly string[] = [
  'amber', 'basin', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'inlet', 'jetty', 'kayak', 'lemon', 'maple', 'north', 'ocean',
  'pearl', 'quartz', 'ridge', 'slate', 'tulip', 'umbra', 'vista', 'willow', 'yarrow', 'zephyr', 'bridge', 'copper', 'garden', 'harbor',
  'island', 'ladder', 'meadow', 'orchard', 'pepper', 'river', 'saddle', 'timber', 'valley', 'window', 'canyon', 'forest', 'lantern',
];

export const USERS: readonly string[] = ['alice', 'bruno', 'carla', 'deploy', 'edith', 'farid', 'grace', 'hiro', 'ingrid', 'jonas', 'svc-web', 'backup'];
