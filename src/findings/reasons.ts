// The words behind the reason bits of a hit. The bits are the engine's (assembly/layout.ts), the words are the contract's.

import * as layout from '../../assembly/layout.ts';

const WORDS: readonly (readonly [bit: number, word: string])[] = [
  [layout.R_PREFIX, 'prefix'],
  [layout.R_LENGTH, 'length'],
  [layout.R_ALPHABET, 'alphabet'],
  [layout.R_CHECKSUM, 'checksum'],
  [layout.R_STRUCTURE, 'structure'],
  [layout.R_CONTEXT, 'context'],
  [layout.R_ENTROPY, 'entropy'],
  [layout.R_RANDOM, 'random'],
  [layout.R_ASSIGNMENT, 'assignment'],
  [layout.R_URL, 'url'],
  [layout.R_HEADER, 'header'],
  [layout.R_DECODED, 'decoded'],
  [layout.R_PAIR, 'pair'],
  [layout.R_QUOTED, 'quoted'],
  [layout.R_CHECKSUM_FAILED, 'checksum_failed'],
  [layout.R_STRUCTURE_FAILED, 'structure_failed'],
  [layout.R_TRUNCATED, 'truncated'],
  [layout.R_EXAMPLE, 'example'],
  [layout.R_NO_CONTEXT, 'no_context'],
  [layout.R_LOW_ENTROPY, 'low_entropy'],
  [layout.R_LOCAL_HOST, 'local_host'],
  [layout.R_WEAK, 'weak'],
  [layout.R_NOISE, 'noise'],
];

const MEANING: Readonly<Record<string, string>> = {
  prefix: 'begins with a literal that only this format has',
  length: 'has the length of the format',
  alphabet: 'is made of the characters of the format',
  checksum: 'its checksum holds',
  structure: 'its inner structure parses',
  context: 'a word that belongs to the format stands near',
  entropy: 'is as varied as a random value of its length',
  random: 'its neighbouring characters look drawn, not written',
  assignment: 'is the value of a name that says secret',
  url: 'stands where a URL or connection string has its password',
  header: 'stands in an HTTP header or command-line option that carries credentials',
  decoded: 'was found inside an encoded piece',
  pair: 'the other half of the pair stands near',
  quoted: 'is a quoted literal',
  checksum_failed: 'its checksum does not hold',
  structure_failed: 'its inner structure does not parse',
  truncated: 'is cut off',
  example: 'looks like a documented example or a placeholder',
  no_context: 'no word that belongs to the format stands near',
  low_entropy: 'is less varied than a random value of its length',
  local_host: 'belongs to a local or reserved host',
  weak: 'is a word or a common password',
  noise: 'stands where digests and identifiers stand',
};

/** Bits that speak against a hit itself, whatever stands around it. */
export const AGAINST =
  layout.R_CHECKSUM_FAILED | layout.R_STRUCTURE_FAILED | layout.R_TRUNCATED | layout.R_EXAMPLE | layout.R_LOW_ENTROPY |
  layout.R_LOCAL_HOST | layout.R_WEAK | layout.R_NOISE;

// Few of the possible sets occur, so each is spelled out once. The limit is for input made to defeat that.
const MAX_CACHED = 4096;
const lists = new Map<number, readonly string[]>();

/** Words of a bit set, in the order of the bits. The list is shared and frozen. */
export function reasonWords(bits: number): readonly string[] {
  const known = lists.get(bits);
  if (known !== undefined) return known;
  const list: string[] = [];
  for (const [bit, word] of WORDS) if ((bits & bit) !== 0) list.push(word);
  const frozen = Object.freeze(list);
  if (lists.size < MAX_CACHED) lists.set(bits, frozen);
  return frozen;
}

/** What a reason means, for people. */
export function reasonMeaning(word: string): string {
  return MEANING[word] ?? word;
}
