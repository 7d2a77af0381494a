// What a text is for, inferred from its words, its code and its findings. One walk over the text: words are hashed as
// they pass, so that the cost does not grow with the number of words that are known.

import { CONTEXTS, type Context } from '../policy/model.ts';
import { CONTEXT_WORDS } from './context-words.ts';

export interface ContextEvidence {
  readonly context: Context;
  readonly weight: number;
  /** Words and signs that spoke for it. They come from the table, never from the text. */
  readonly because: readonly string[];
}

export interface InferredContext {
  readonly context: Context;
  /** `declared`: said by the caller. */
  readonly source: 'inferred' | 'declared' | 'none';
  readonly evidence: readonly ContextEvidence[];
}

/** Signs from elsewhere than words: findings and the language of the text. */
export interface Sign {
  readonly context: Context;
  readonly weight: number;
  readonly name: string;
}

/** A context needs this much, and the strongest wins; between equals the order of CONTEXTS. */
const LEAST = 2;
/** Code and operations are what is left when nothing says what they are for. */
const LAST: ReadonlySet<Context> = new Set<Context>(['code', 'operations']);
/** How far a text is read, in UTF-16 units: its purpose stands in the beginning, or nowhere. */
const MAX_READ = 65_536;
/** A single context counts no more than this from words, so that a long list of them does not drown the rest. */
const MOST_BECAUSE = 8;

export interface Term {
  readonly text: string;
  readonly context: Context;
  readonly weight: number;
}

const FNV = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

function hashOf(word: string): number {
  let h = FNV;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), PRIME);
  return h;
}

function pairHash(a: number, b: number): number {
  return Math.imul(a, 31) ^ b;
}

/** Words that only some files have; derive.ts looks closer where one was seen. */
const FILE_WORDS = ['clusters', 'terraform', 'ansible', 'localhost', 'remote', 'conn'] as const;
export type FileWord = (typeof FILE_WORDS)[number];

/** Words pass by the thousand, and hardly any is known: a small table of marks says which are worth a look. */
const MARKS = 16_384;
const A_WORD = 1;
const BEGINS_PAIR = 2;
const A_PAIR = 4;

interface Table {
  /** By the hash of a word or of a pair of words: what there may be. */
  readonly marks: Uint8Array;
  /** An open table: hash and, beside it, position in `terms` + 1; 0 is an empty slot. */
  readonly slots: Int32Array;
  readonly terms: readonly (Term | FileWord)[];
}

/** Several times as many as there are terms, so that an empty one is always near. */
const SLOTS = 4096;

function slotOf(slots: Int32Array, hash: number): number {
  let slot = hash & (SLOTS - 1);
  while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
  return slot;
}

let known: Table | null = null;

function table(): Table {
  if (known !== null) return known;
  const marks = new Uint8Array(MARKS);
  const slots = new Int32Array(2 * SLOTS);
  const terms: (Term | FileWord)[] = [];
  const add = (hash: number, mark: number, term: Term | FileWord): void => {
    const slot = slotOf(slots, hash);
    if (slots[2 * slot + 1] !== 0) return;
    marks[hash & (MARKS - 1)] = (marks[hash & (MARKS - 1)] as number) | mark;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = terms.push(term);
  };
  for (const word of FILE_WORDS) add(hashOf(word), A_WORD, word);
  for (const [context, weighted] of Object.entries(CONTEXT_WORDS)) {
    for (const [weight, words] of Object.entries(weighted)) {
      for (const text of words.split(', ')) {
        const [first, second] = text.split(' ') as [string, string | undefined];
        const term = { text, context: context as Context, weight: Number(weight) };
        if (second === undefined) add(hashOf(first), A_WORD, term);
        else {
          const begin = hashOf(first);
          marks[begin & (MARKS - 1)] = (marks[begin & (MARKS - 1)] as number) | BEGINS_PAIR;
          add(pairHash(begin, hashOf(second)), A_PAIR, term);
        }
      }
    }
  }
  known = { marks, slots, terms };
  return known;
}

/** What a walk over a text's words has seen. */
export interface WordsSeen {
  readonly terms: readonly Term[];
  readonly fileWords: ReadonlySet<FileWord>;
}

/** Lower case of what is part of a word, 0 for all else. */
const WORD_UNITS = new Uint8Array(65_536);
for (let c = 0; c < 128; c++) {
  if ((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39)) WORD_UNITS[c] = c;
  else if (c >= 0x41 && c <= 0x5a) WORD_UNITS[c] = c + 32;
}
const MAX_WORD = 20;
/** One more than is read: the last place stays 0 and ends the last word. */
const units = new Uint16Array(MAX_READ + 1);
/** Node writes units several times as fast as UTF-8 where a text has one sign that is not ASCII. */
const asBytes = Buffer.from(units.buffer);

/** The loop alone: together with what follows it, V8 compiles it too early and throws the code away at every call. */
function findWords(end: number, marks: Uint8Array, slots: Int32Array, found: Uint8Array): void {
  // Hash of the word before, when a known pair may begin with it; else 0.
  let previous = 0;
  for (let i = 0; i < end; ) {
    const c = units[i] as number;
    let lower = WORD_UNITS[c] as number;
    if (lower === 0) {
      // A stop or a colon parts two words that would otherwise read as one term.
      if (c === 0x2e || c === 0x3a || c === 0x3b) previous = 0;
      i++;
      continue;
    }
    const begin = i;
    let h = FNV;
    do {
      h = Math.imul(h ^ lower, PRIME);
      lower = WORD_UNITS[units[++i] as number] as number;
    } while (lower !== 0);
    if (i - begin > MAX_WORD) {
      previous = 0;
      continue;
    }
    const mark = marks[h & (MARKS - 1)] as number;
    if ((mark & A_WORD) !== 0) found[slots[2 * slotOf(slots, h) + 1] as number] = 1;
    if (previous !== 0) {
      const pair = pairHash(previous, h);
      if (((marks[pair & (MARKS - 1)] as number) & A_PAIR) !== 0) found[slots[2 * slotOf(slots, pair) + 1] as number] = 1;
    }
    previous = (mark & BEGINS_PAIR) !== 0 ? h : 0;
  }
}

/** One walk over the words: linear, whatever the number of words that are known. */
export function walkWords(text: string): WordsSeen {
  const { terms, marks, slots } = table();
  // By position in `terms` + 1; 0 is where all that is unknown goes.
  const found = new Uint8Array(terms.length + 1);
  const end = asBytes.write(text, 0, 2 * MAX_READ, 'utf16le') >> 1;
  units[end] = 0;
  findWords(end, marks, slots, found);
  const seen: Term[] = [];
  const fileWords = new Set<FileWord>();
  for (let place = found.indexOf(1, 1); place > 0; place = found.indexOf(1, place + 1)) {
    const term = terms[place - 1] as Term | FileWord;
    if (typeof term === 'string') fileWords.add(term);
    else seen.push(term);
  }
  return { terms: seen, fileWords };
}

export function inferContext(words: WordsSeen, signs: readonly Sign[], declared?: Context): InferredContext {
  const scores = new Map<Context, { weight: number; because: string[] }>();
  const add = (context: Context, weight: number, name: string): void => {
    const score = scores.get(context) ?? { weight: 0, because: [] };
    score.weight += weight;
    if (score.because.length < MOST_BECAUSE) score.because.push(name);
    scores.set(context, score);
  };
  for (const sign of signs) add(sign.context, sign.weight, sign.name);
  for (const term of [...words.terms].sort((a, b) => b.weight - a.weight)) add(term.context, term.weight, `\`${term.text}\``);
  const evidence = [...scores].map(([context, score]) => ({ context, ...score })).sort((a, b) => b.weight - a.weight || CONTEXTS.indexOf(a.context) - CONTEXTS.indexOf(b.context));
  if (declared !== undefined) return { context: declared, source: 'declared', evidence };
  const purpose = evidence.find((one) => !LAST.has(one.context) && one.weight >= LEAST);
  const last = evidence.find((one) => LAST.has(one.context) && one.weight >= LEAST);
  // A weak purpose does not beat what is plainly code or a log.
  const chosen = purpose !== undefined && (last === undefined || purpose.weight >= 3 || purpose.weight >= last.weight) ? purpose : last;
  return chosen === undefined ? { context: 'general', source: 'none', evidence } : { context: chosen.context, source: 'inferred', evidence };
}
