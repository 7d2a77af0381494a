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
/** How far a text is read: its purpose stands in the beginning, or nowhere. */
const MAX_READ = 65_536;
/** A single context counts no more than this from words, so that a long list of them does not drown the rest. */
const MOST_BECAUSE = 8;

export interface Term {
  readonly text: string;
  readonly context: Context;
  readonly weight: number;
}

const FNV = 0x811c9dc5;
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

/** Open addressing with a power of two of places: words pass by the thousand, and hardly any is known. */
const PLACES = 4096;

interface Table {
  readonly keys: Int32Array;
  /** Position in `terms` plus one; 0: the place is free. */
  readonly values: Uint16Array;
  readonly terms: readonly (Term | FileWord)[];
}

let known: Table | null = null;

function table(): Table {
  if (known !== null) return known;
  const keys = new Int32Array(PLACES);
  const values = new Uint16Array(PLACES);
  const terms: (Term | FileWord)[] = [];
  const add = (key: number, term: Term | FileWord): void => {
    let at = key & (PLACES - 1);
    for (; values[at] !== 0; at = (at + 1) & (PLACES - 1)) if (keys[at] === key) return;
    terms.push(term);
    keys[at] = key;
    values[at] = terms.length;
  };
  for (const word of FILE_WORDS) add(hashOf(word), word);
  for (const [context, weighted] of Object.entries(CONTEXT_WORDS)) {
    for (const [weight, words] of Object.entries(weighted)) {
      for (const text of words.split(', ')) {
        const [first, second] = text.split(' ') as [string, string | undefined];
        add(second === undefined ? hashOf(first) : pairHash(hashOf(first), hashOf(second)), { text, context: context as Context, weight: Number(weight) });
      }
    }
  }
  known = { keys, values, terms };
  return known;
}

/** What a walk over a text's words has seen. */
export interface WordsSeen {
  readonly terms: readonly Term[];
  readonly fileWords: ReadonlySet<FileWord>;
}

/** One walk over the words: linear, whatever the number of words that are known. */
export function walkWords(text: string): WordsSeen {
  const { keys, values, terms } = table();
  const seen = new Uint8Array(terms.length + 1);
  const end = Math.min(text.length, MAX_READ);
  let previous = 0;
  let h = FNV;
  let length = 0;
  for (let i = 0; i <= end; i++) {
    let c = i < end ? text.charCodeAt(i) : 0x20;
    if (c >= 0x41 && c <= 0x5a) c += 32;
    if ((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39)) {
      h = Math.imul(h ^ c, PRIME);
      length++;
      continue;
    }
    if (length === 0) {
      // A stop or a colon parts two words that would otherwise read as one term.
      if (c === 0x2e || c === 0x3a || c === 0x3b) previous = 0;
      continue;
    }
    if (length <= 20) {
      for (let at = h & (PLACES - 1); values[at] !== 0; at = (at + 1) & (PLACES - 1)) if (keys[at] === h) seen[values[at] as number] = 1;
      if (previous !== 0) {
        const pair = pairHash(previous, h);
        for (let at = pair & (PLACES - 1); values[at] !== 0; at = (at + 1) & (PLACES - 1)) if (keys[at] === pair) seen[values[at] as number] = 1;
      }
    }
    previous = h;
    h = FNV;
    length = 0;
  }
  const found: Term[] = [];
  const fileWords = new Set<FileWord>();
  for (let i = 1; i < seen.length; i++) {
    if (seen[i] === 0) continue;
    const term = terms[i - 1] as Term | FileWord;
    if (typeof term === 'string') fileWords.add(term);
    else found.push(term);
  }
  return { terms: found, fileWords };
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
