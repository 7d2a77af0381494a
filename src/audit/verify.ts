// Reads the whole log and says which record was changed, removed or put elsewhere, and whether the log still has all
// that a checkpoint promised.

import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_HASH, openRecord, readHead, readSegment, segmentName, segments } from './log.ts';
import { Frontier, leafHash } from './merkle.ts';
import { type Checkpoint, parseCheckpoint, parseVerifier, type Verifier, verifyNote } from './note.ts';

export interface Trouble {
  readonly code: 'changed' | 'removed' | 'moved' | 'malformed' | 'torn' | 'missing_file' | 'truncated' | 'different' | 'bad_checkpoint' | 'head';
  readonly seq: number | null;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly records: number;
  readonly first: number;
  readonly root: string;
  readonly segments: number;
  readonly troubles: readonly Trouble[];
  /** What can't be excluded, in words. */
  readonly limits: readonly string[];
  readonly checkpoint: { readonly size: number; readonly source: 'given' | 'own' } | null;
}

export interface VerifyOptions {
  /** A checkpoint that was kept elsewhere. */
  readonly checkpoint?: string;
  /** Verifier key of the log; default: log.pub beside it. */
  readonly verifier?: string;
}

const MOST_TROUBLES = 100;

export function verifyLog(directory: string, options: VerifyOptions = {}): Verification {
  const troubles: Trouble[] = [];
  const note = (code: Trouble['code'], seq: number | null, file: string, line: number, message: string): void => {
    if (troubles.length < MOST_TROUBLES) troubles.push({ code, seq, file, line, message });
  };
  const verifier = readVerifier(directory, options.verifier);
  const wanted: { checkpoint: Checkpoint; source: 'given' | 'own' }[] = [];
  for (const [source, text] of [['given', options.checkpoint], ['own', readText(join(directory, 'checkpoint'))]] as const) {
    if (text === undefined) continue;
    const checkpoint = checkedCheckpoint(text, verifier);
    if (typeof checkpoint === 'string') note('bad_checkpoint', null, 'checkpoint', 1, `the ${source === 'given' ? 'given' : 'log\'s own'} checkpoint ${checkpoint}`);
    else wanted.push({ checkpoint, source });
  }
  const numbers = segments(directory);
  let frontier = new Frontier();
  let last = NO_HASH;
  let first = 0;
  let expected = 0;
  let begun = false;
  const roots = new Map<number, string>();
  const sizes = new Set(wanted.map(({ checkpoint }) => checkpoint.size));
  numbers.forEach((number, index) => {
    const file = segmentName(number);
    const before = numbers[index - 1];
    if (before !== undefined && number !== before + 1) note('missing_file', expected, file, 0, `the files between \`${segmentName(before)}\` and \`${file}\` are missing`);
    const { lines, torn } = readSegment(directory, number);
    lines.forEach((text, at) => {
      const record = openRecord(text);
      if (record === null) {
        note('malformed', expected, file, at + 1, `line ${at + 1} of \`${file}\` is no record`);
        expected += 1;
        return;
      }
      const { seq, prev, event } = record.fields;
      const hash = leafHash(Buffer.from(record.entry));
      const hex = hash.toString('hex');
      if (!begun) {
        begun = true;
        if (event === 'segment' && Number.isInteger(seq) && (seq as number) > 0) {
          const given = record.fields['frontier'];
          if (Array.isArray(given)) frontier = new Frontier(seq as number, given.map((one) => Buffer.from(String(one), 'hex')));
          first = expected = seq as number;
          last = String(prev);
        }
      }
      if (event === 'records_missing') {
        note('truncated', seq as number, file, at + 1, `record ${String(seq)} says that the log was cut off before it: ${String(record.fields['expected'])} records were known, ${String(record.fields['found'])} were left`);
      }
      if (hex !== record.hash) note('changed', seq as number, file, at + 1, `record ${String(seq)} was changed: it does not have the hash that it states`);
      if (seq !== expected) {
        if (typeof seq === 'number' && seq > expected) note('removed', expected, file, at + 1, `${seq - expected === 1 ? `record ${expected} is` : `records ${expected} to ${seq - 1} are`} missing before record ${seq}`);
        else note('moved', seq as number, file, at + 1, `record ${String(seq)} stands where record ${expected} belongs: it was moved or repeated`);
      } else if (prev !== last) note('changed', expected - 1, file, at + 1, `record ${expected} does not follow from what stands before it: record ${expected - 1} was changed and given a new hash`);
      frontier.append(hash);
      last = record.hash;
      expected = typeof seq === 'number' ? seq + 1 : expected + 1;
      if (sizes.has(frontier.size)) roots.set(frontier.size, frontier.root().toString('hex'));
    });
    if (torn) note('torn', expected, file, lines.length + 1, `the last line of \`${file}\` is not complete: a writer was stopped there; the next one sets it aside`);
  });
  let used: Verification['checkpoint'] = null;
  for (const { checkpoint, source } of wanted) {
    if (checkpoint.size > frontier.size) note('truncated', frontier.size, '', 0, `the log has ${frontier.size} records, the ${source === 'given' ? 'given' : 'own'} checkpoint promises ${checkpoint.size}: its end was cut off`);
    else if (checkpoint.size > first && roots.get(checkpoint.size) !== checkpoint.root.toString('hex')) {
      note('different', null, '', 0, `the first ${checkpoint.size} records are not those that the ${source === 'given' ? 'given' : 'own'} checkpoint was signed for`);
    }
    if (used === null || source === 'given') used = { size: checkpoint.size, source };
  }
  const head = readHead(directory);
  if (head !== null && head.size > frontier.size) note('head', frontier.size, 'head.json', 1, `the log has ${frontier.size} records, head.json says ${head.size}: its end was cut off`);
  const limits: string[] = [];
  if (used?.source !== 'given') limits.push('truncation can\'t be excluded: whoever can write the log can also replace the checkpoint beside it; give one that was kept elsewhere (`--checkpoint FILE`)');
  else if (used.size < frontier.size) limits.push(`records ${used.size} to ${frontier.size - 1} are newer than the given checkpoint: truncation after them can't be excluded`);
  if (first > 0) limits.push(`records 0 to ${first - 1} are not kept any more; their hashes are part of the tree`);
  return { ok: troubles.length === 0, records: frontier.size, first, root: frontier.root().toString('hex'), segments: numbers.length, troubles, limits, checkpoint: used };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function readVerifier(directory: string, given?: string): Verifier | null {
  return parseVerifier(given ?? readText(join(directory, 'log.pub')) ?? '');
}

function checkedCheckpoint(note: string, verifier: Verifier | null): Checkpoint | string {
  if (verifier === null) return 'can\'t be checked: there is no verifier key (`log.pub`)';
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), verifier.raw]), format: 'der', type: 'spki' });
  const { verdict, text } = verifyNote(note, verifier, key);
  if (verdict !== 'good') return verdict === 'unknown_key' ? 'is not signed by the log\'s key' : verdict === 'malformed' ? 'is no signed note' : 'has a wrong signature';
  return parseCheckpoint(text) ?? 'is no checkpoint';
}
