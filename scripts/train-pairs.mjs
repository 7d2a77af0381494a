// Trains what assembly/assign knows about language and writes it as AssemblyScript tables:
//   pairs-table.ts   64×64 log-likelihood ratios of character pairs, random text against words, in 1/16 bit
//   words-table.ts   hash table of the words of scripts/assign-words.mjs with their roles
//   common-table.ts  filter of the common words and word parts of the training text
//
// The text is what `npm ci` installs: type declarations, readmes and readable code of the packages the lock file pins,
// read in sorted order, so that the same lock file gives the same tables.   usage: node scripts/train-pairs.mjs
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMON_WORD_MIN, KEY_ROLES, VALUE_ROLES } from './assign-words.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = (name) => join(root, 'assembly', 'assign', name);

// ---- text ------------------------------------------------------------------------------------------------------------
const PER_PACKAGE = 6 << 20;
const TEXT = /\.(d\.[cm]?ts|md|[cm]?js|txt)$/;

function* filesOf(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* filesOf(path);
    } else if (entry.isFile() && TEXT.test(entry.name) && !/\.min\./.test(entry.name)) yield path;
  }
}

function packages() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.keys(lock.packages).filter((name) => name !== '' && existsSync(join(root, name))).sort();
}

/** Readable lines only: bundles and data have long lines. */
function* linesOf(path) {
  for (const line of readFileSync(path, 'utf8').split('\n')) if (line.length < 300) yield line;
}

const tokens = new Map(); // identifiers and paths as they stand, with how many packages hold them
const wordPackages = new Map(); // lower-case words
let bytes = 0;
const sources = packages();
for (const name of sources) {
  let taken = 0;
  const seenTokens = new Set();
  const seenWords = new Set();
  for (const file of filesOf(join(root, name))) {
    for (const line of linesOf(file)) {
      taken += line.length;
      for (const token of line.match(/[\p{L}\d_./$-]{4,60}/gu) ?? []) {
        if (/^[\x20-\x7e]+$/.test(token)) seenTokens.add(token);
        for (const word of token.normalize('NFD').replace(/\p{M}/gu, '').match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []) {
          if (word.length >= COMMON_WORD_MIN && word.length <= 16) seenWords.add(word.toLowerCase());
        }
      }
    }
    if (taken > PER_PACKAGE) break;
  }
  bytes += taken;
  for (const token of seenTokens) tokens.set(token, (tokens.get(token) ?? 0) + 1);
  for (const word of seenWords) wordPackages.set(word, (wordPackages.get(word) ?? 0) + 1);
}

// ---- pairs -----------------------------------------------------------------------------------------------------------
/** a–z 0–25, A–Z 26–51, 0–9 52–61, `-` and `_` 62, everything else 63. The same mapping is in assembly/assign/chars.ts. */
function classOf(code) {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65 + 26;
  if (code >= 48 && code <= 57) return code - 48 + 52;
  return code === 45 || code === 95 ? 62 : 63;
}

let state = 0x2545f491;
function random(n) {
  state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
  return (state >>> 0) % n;
}
const HEX = '0123456789abcdef';
const B62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ALPHABETS = [B62, B62, B62, HEX, HEX, `${B62}+/`, `${B62}-_`, 'abcdefghijklmnopqrstuvwxyz0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 'abcdefghijklmnopqrstuvwxyz', HEX.toUpperCase()];

function count(table, text, weight) {
  for (let i = 1; i < text.length; i++) table[classOf(text.charCodeAt(i - 1)) * 64 + classOf(text.charCodeAt(i))] += weight;
}
const wordPairs = new Float64Array(4096);
let wordLike = 0;
for (const [token, spread] of tokens) {
  // Tokens of a single package with digits inside may be hashes or ids themselves: they teach nothing about words.
  if (spread === 1 && /\d/.test(token)) continue;
  wordLike += 1;
  count(wordPairs, token, 1 + Math.log2(spread));
}
for (const [word, spread] of wordPackages) if (spread > 1) count(wordPairs, word, 1 + Math.log2(spread));
const randomPairs = new Float64Array(4096);
const RANDOM = 400_000;
for (let i = 0; i < RANDOM; i++) {
  const alphabet = ALPHABETS[i % ALPHABETS.length];
  let text = '';
  for (let k = 0; k < 24; k++) text += alphabet[random(alphabet.length)];
  count(randomPairs, text, 1);
}
/** Conditional: P(second | first), smoothed towards the second's own frequency, so that rare first characters decide little. */
function conditional(pairs) {
  const second = new Float64Array(64);
  let total = 0;
  for (let i = 0; i < 4096; i++) { second[i & 63] += pairs[i]; total += pairs[i]; }
  const result = new Float64Array(4096);
  for (let a = 0; a < 64; a++) {
    let sum = 0;
    for (let b = 0; b < 64; b++) sum += pairs[a * 64 + b];
    for (let b = 0; b < 64; b++) result[a * 64 + b] = (pairs[a * 64 + b] + 40 * ((second[b] + 1) / (total + 64))) / (sum + 40);
  }
  return result;
}
const asWords = conditional(wordPairs);
const asRandom = conditional(randomPairs);
const ratios = new Int8Array(4096);
for (let i = 0; i < 4096; i++) ratios[i] = Math.max(-127, Math.min(127, Math.round(16 * Math.log2(asRandom[i] / asWords[i]))));

// ---- words -----------------------------------------------------------------------------------------------------------
/** FNV-1a over lower-case ASCII; assembly/assign/words.ts has the same. */
function hash(word) {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  return h >>> 0;
}
const roles = new Map();
for (const [role, list] of Object.entries(KEY_ROLES)) {
  for (const word of list) {
    const old = roles.get(word) ?? { key: 0, value: 0 };
    roles.set(word, { key: Number(role) < 16 && (old.key & 15) ? old.key : old.key | Number(role), value: old.value });
  }
}
for (const [role, list] of Object.entries(VALUE_ROLES)) {
  for (const word of list) {
    const old = roles.get(word) ?? { key: 0, value: 0 };
    roles.set(word, { key: old.key, value: old.value | Number(role) });
  }
}
const SLOTS = 2048;
const slots = new Array(SLOTS).fill(0n);
let longest = 0;
for (const [word, role] of [...roles].sort()) {
  const h = hash(word);
  let at = h & (SLOTS - 1);
  let steps = 1;
  while (slots[at] !== 0n) { at = (at + 1) & (SLOTS - 1); steps += 1; }
  longest = Math.max(longest, steps);
  if (longest > 16) throw new Error(`a word lies ${longest} steps from its slot: raise SLOTS`);
  slots[at] = BigInt(h) | (BigInt(role.key) << 32n) | (BigInt(role.value) << 48n);
}
// by five bits of the first and of the second character: bit n for words of n characters. Most text is no word by this alone
const lengths = new Uint8Array(4096);
const lengthBits = new DataView(lengths.buffer);
for (const word of roles.keys()) {
  if (word.length < 2) continue;
  if (word.length > 31) throw new Error(`\`${word}\` is longer than the table of lengths can say`);
  const at = ((word.charCodeAt(0) & 31) << 5 | word.charCodeAt(1) & 31) * 4;
  lengthBits.setUint32(at, lengthBits.getUint32(at, true) | 1 << word.length, true);
}

// ---- common words ----------------------------------------------------------------------------------------------------
const COMMON = 16_000;
const FILTER_BITS = 1 << 17;
const common = [...wordPackages]
  .filter(([word]) => word.length >= COMMON_WORD_MIN && /[aeiouy]/.test(word) && !/(.)\1\1/.test(word))
  .filter(([word, spread]) => spread >= (word.length === 3 ? 5 : word.length < 6 ? 3 : 2))
  .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, COMMON).map(([word]) => word);
const filter = new Uint8Array(FILTER_BITS / 8);
for (const word of common) {
  const h = hash(word);
  for (const bit of [h & (FILTER_BITS - 1), (h >>> 15) & (FILTER_BITS - 1)]) filter[bit >> 3] |= 1 << (bit & 7);
}

// ---- files -----------------------------------------------------------------------------------------------------------
function table64(bytesOf) {
  const view = new DataView(bytesOf.buffer, bytesOf.byteOffset, bytesOf.byteLength);
  const items = [];
  for (let i = 0; i < bytesOf.byteLength; i += 8) items.push(`0x${view.getBigUint64(i, true).toString(16)}`);
  return lines(items);
}
function lines(items) {
  let text = '';
  for (let i = 0; i < items.length; i += 8) text += `  ${items.slice(i, i + 8).join(', ')},\n`;
  return text;
}
const head = (what) => `// Generated by scripts/train-pairs.mjs; do not edit.\n// ${what}\n`;
writeFileSync(out('pairs-table.ts'), `${head(`64×64 i8: 16 · log2(P(b|a) in random text / P(b|a) in words). ${wordLike} word-like tokens of ${sources.length} packages (${(bytes / 1e6).toFixed(0)} MB), ${RANDOM} random strings of ${ALPHABETS.length} alphabets.`)}export const PAIRS: usize = memory.data<u64>([\n${table64(ratios)}]);\n`);
writeFileSync(out('words-table.ts'), `${head(`${roles.size} words: u32 hash | u16 part in a key | u8 part in a value, open addressing, at most ${longest} steps.`)}export const WORD_SLOTS: u32 = ${SLOTS};\nexport const WORDS: usize = memory.data<u64>([\n${lines(slots.map((slot) => `0x${slot.toString(16)}`))}]);\n/** Lengths of the words that begin with two characters: 32 × 32 × u32, by five bits of each; bit n for n characters. */\nexport const WORD_LENGTHS: usize = memory.data<u64>([\n${table64(lengths)}]);\n`);
const filled = filter.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
writeFileSync(out('common-table.ts'), `${head(`Bloom filter of ${common.length} common words, two bits each; a random word passes with probability ${((filled / FILTER_BITS) ** 2).toFixed(3)}.`)}export const COMMON_BITS: u32 = ${FILTER_BITS};\nexport const COMMON: usize = memory.data<u64>([\n${table64(filter)}]);\n`);
console.log(`${sources.length} packages, ${(bytes / 1e6).toFixed(0)} MB, ${wordLike} tokens, ${common.length} common words (last spread ${wordPackages.get(common.at(-1))}), ${roles.size} words with roles, longest probe ${longest}`);
for (const s of ['password', 'mypassword', 'lmfrhcpm', 'cnxuhb', 'AcyvnFluwe64', '632h7917e64929y79kxk3978it861724', 'getUserAccessToken', 'authorization_endpoint', 'nvubisfetzzrbfk', 'contrasena', 'correcthorse', 'e6c7d1b09f3a4d21']) {
  let sum = 0;
  for (let i = 1; i < s.length; i++) sum += ratios[classOf(s.charCodeAt(i - 1)) * 64 + classOf(s.charCodeAt(i))];
  console.log(s, (sum / (s.length - 1)).toFixed(1), common.includes(s));
}
