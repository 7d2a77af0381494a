// A worker of a redaction: files as a whole, or parts of large ones.

import { writevSync } from 'node:fs';
import { type MessagePort, workerData } from 'node:worker_threads';
import { readProgram } from '../../engine/program.ts';
import { createRuleTable } from '../../findings/rule-table.ts';
import { TokenNumbers } from '../../findings/redactor.ts';
import { InputError } from '../../input/input-error.ts';
import { BodyScanner, type ScanParts } from '../body-scanner.ts';
import { Ledger } from '../ledger.ts';
import { openParts } from '../parts.ts';
import { type RedactChoice, Redaction } from './body.ts';
import { Changed, FileCopier } from './file-copier.ts';
import { PartRedactor } from './part.ts';
import { needsFingerprint, ownPlaceholders, type Placeholders } from './placeholders.ts';
import { type RedactTask, type Said, STOP, type TaskDone, type Told, type WorkerSetup } from './protocol.ts';
import { FdSink, notWritten } from './sink.ts';

// Piscina hands its own data in front of ours.
const setup = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const { control, style, least } = setup;
const table = createRuleTable(readProgram(setup.parts.program).rules);
const ledger = new Ledger();

let port: MessagePort | null = null;
let messages = 0;
let answer: (told: Told) => void = () => {};
let rules = new Map<string, number>();
let reported = 0;

function say(said: Said): void {
  messages++;
  port?.postMessage(said);
}

function ask(said: Said): Promise<Told> {
  return new Promise((resolve) => {
    answer = resolve;
    say(said);
  });
}

function stopped(): boolean {
  const done = ledger.bytesScanned + ledger.bytesSkipped;
  if (done - reported > 8 * 1048576) {
    say({ type: 'alive', bytes: done - reported });
    reported = done;
  }
  return Atomics.load(control, STOP) !== 0;
}

function open(): ScanParts {
  const parts = openParts(setup.parts, table);
  return needsFingerprint(style) ? parts : { ...parts, fingerprinter: null };
}

const own = ownPlaceholders(table, style, new TokenNumbers(), null);
/** Tokens are numbered at home, in the order of the files. */
const placeholders: Placeholders =
  style !== 'token'
    ? own
    : {
        style,
        async texts(places, kind, late) {
          if (late && !setup.wantsBytes) return own.texts(places, kind, late);
          const sent = places.map(({ group, bytes }) => ({ group, bytes: setup.wantsBytes ? bytes.slice() : NO_BYTES }));
          const told = await ask({ type: 'ask', places: sent, kind, late });
          if (told.type === 'texts') return told.texts;
          throw dropped();
        },
      };

const NO_BYTES = new Uint8Array(0);

/** What is wanted no more: told at home already. */
function dropped(): InputError {
  const error = new InputError('interrupted', 'stopped before its end');
  error.reported = true;
  return error;
}

let second: BodyScanner | null = null;
const choice: Omit<RedactChoice, 'found'> = {
  parts: open(), least, placeholders, stopped,
  again: () => (second ??= new BodyScanner(open(), { least, reveal: false, frames: false })),
};
const counted = (rule: string): void => void rules.set(rule, (rules.get(rule) ?? 0) + 1);
const redaction = new Redaction({ ...choice, found: (finding) => counted(finding.rule_id), copied: setup.copies ? counted : null });
const probe = new Redaction({
  ...choice,
  found: () => {
    throw new Changed();
  },
});
const copier = new FileCopier({ writer: redaction, probe, limits: setup.limits, ledger, stopped, trouble: (trouble) => say({ type: 'trouble', trouble }) });
const partRedactor = new PartRedactor({ ...choice, found: () => {} }, redaction.second);

async function part(job: NonNullable<RedactTask['part']>): Promise<void> {
  const done = await partRedactor.redact(job);
  if (done === null) {
    await ask({ type: 'part', whole: false, b: 0, a: 0, length: 0 });
    return;
  }
  const told = await ask({ type: 'part', whole: true, b: done.b, a: done.a, length: done.length });
  if (told.type !== 'write') return;
  if (told.position === null) await new FdSink(told.fd).writeParts(done.parts);
  else writeAt(told.fd, done.parts, told.position);
  ledger.scanned(done.a - done.b);
  ledger.hidden += done.hidden;
  rules = new Map(done.rules);
}

const MOST_VECTORS = 1000;

function writeAt(fd: number, parts: readonly Uint8Array[], position: number): void {
  let at = position;
  let left = parts.length > MOST_VECTORS ? [Buffer.concat(parts)] : parts;
  for (let length = left.reduce((sum, one) => sum + one.length, 0); length > 0; ) {
    let n: number;
    try {
      n = writevSync(fd, left, at);
    } catch (error) {
      throw notWritten(error);
    }
    at += n;
    length -= n;
    if (length > 0) left = [Buffer.concat(left).subarray(n)];
  }
}

export default async function run(task: RedactTask): Promise<TaskDone> {
  port = task.port;
  port.on('message', (told: Told) => answer(told));
  messages = 0;
  reported = 0;
  rules = new Map();
  try {
    if (task.part !== null) {
      try {
        await part(task.part);
      } catch (error) {
        const { reason, message } = error instanceof InputError ? error : notWritten(error);
        say({ type: 'trouble', trouble: { path: '', reason, detail: message } });
      }
    }
    for (const job of task.jobs) {
      if (Atomics.load(control, STOP) !== 0) break;
      await copier.copy(job);
      ledger.hidden += redaction.hidden;
      redaction.hidden = 0;
    }
    return { books: ledger.take(), rules, messages };
  } finally {
    port.close();
    port = null;
  }
}
