// wardline audit: look at the record, verify it, prove single records, export it.

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { appendEvents, auditDirectory, openRecord, readHead, readSegment, segments } from '../../audit/log.ts';
import { WardlineError } from '../../errors.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { placesOf, STATE_OPTION } from '../places.ts';
import { readText } from './policy.ts';

export const command: Command = {
  usage: 'audit show|verify|checkpoint|prove|check-proof|export|prune [NUMBER|FILE] [OPTIONS]',
  summary: 'The tamper-evident record of decisions: every change, removal and reordering is found.',
  details: `  show               the newest records
  verify             the whole log, against a checkpoint that was kept elsewhere
  checkpoint         sign the log as it is now: keep the output in another place
  prove NUMBER       a proof that a record is in the log
  check-proof FILE   what a stranger does with it
  export             all records as JSON Lines or CSV
  prune              delete files older than the policy's retention`,
  options: {
    checkpoint: { type: 'string', value: 'FILE', help: 'verify: a checkpoint kept elsewhere' },
    verifier: { type: 'string', value: 'KEY', help: 'verify: the log\'s verifier key (default: log.pub beside it)' },
    last: { type: 'string', value: 'N', help: 'show: how many (default 20)' },
    event: { type: 'string', value: 'NAME', help: 'show, export: only events that begin so' },
    format: { type: 'string', value: 'FORM', help: 'export: jsonl (default) or csv' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'prove, export, checkpoint: a file instead of stdout' },
    dir: { type: 'string', value: 'DIR', help: 'another audit directory' },
    ...STATE_OPTION,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    ['wardline audit checkpoint -o /mnt/other/wardline.checkpoint', 'sign, and keep it elsewhere'],
    ['wardline audit verify --checkpoint /mnt/other/wardline.checkpoint', 'nothing was changed or cut off'],
    ['wardline audit prove 17 -o proof.json', 'for a stranger'],
  ],
  run: audit,
};

async function audit(args: Args): Promise<number> {
  const [what, which] = args.positionals;
  const directory = args.text('dir') ?? auditDirectory(placesOf(args).state);
  switch (what) {
    case 'show': return show(directory, args);
    case 'verify': return verify(directory, args);
    case 'checkpoint': return out(args, await sign(directory));
    case 'prove': return prove(directory, which, args);
    case 'check-proof': return checkProofFile(which);
    case 'export': return exportAll(directory, args);
    case 'prune': return prune(directory, args);
    default: throw new WardlineError('usage', what === undefined ? 'say what to do' : `there is no \`audit ${what}\``, { hint: 'use show, verify, checkpoint, prove, check-proof, export or prune' });
  }
}

function out(args: Args, text: string): number {
  const file = args.text('output');
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text, { mode: 0o600 });
  return EXIT_OK;
}

/** Records in order, the broken ones left out: `verify` names those. */
function* records(directory: string, prefix: string): Generator<Readonly<Record<string, unknown>>> {
  for (const number of segments(directory)) {
    for (const line of readSegment(directory, number).lines) {
      const record = openRecord(line);
      if (record !== null && String(record.fields['event']).startsWith(prefix)) yield record.fields;
    }
  }
}

function show(directory: string, args: Args): number {
  const all = [...records(directory, args.text('event') ?? '')].slice(-args.number('last', 20, { min: 1 }));
  for (const one of all) {
    if (args.flag('json')) process.stdout.write(`${JSON.stringify(one)}\n`);
    else {
      const rules = Array.isArray(one['violations']) ? (one['violations'] as { rule: string }[]).map((violation) => violation.rule).join(', ') : '';
      process.stdout.write(`${String(one['seq']).padStart(6)}  ${String(one['time'])}  ${String(one['event']).padEnd(18)} ${['decision', 'id', 'who', 'by', 'context', 'checks'].flatMap((key) => (one[key] === undefined || one[key] === '' ? [] : [String(one[key])])).join('  ')}${rules === '' ? '' : `  ${rules}`}\n`);
    }
  }
  return EXIT_OK;
}

async function verify(directory: string, args: Args): Promise<number> {
  const { verifyLog } = await import('../../audit/verify.ts');
  const file = args.text('checkpoint');
  const verifier = args.text('verifier');
  const result = verifyLog(directory, { ...(file === undefined ? {} : { checkpoint: readText(file) }), ...(verifier === undefined ? {} : { verifier }) });
  if (args.flag('json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    for (const trouble of result.troubles) process.stdout.write(`${trouble.file === '' ? '' : `${trouble.file}:${trouble.line}: `}${trouble.message}\n`);
    process.stdout.write(`${result.ok ? 'good' : `${result.troubles.length} problems`}: ${result.records - result.first} records in ${result.segments} files, root ${result.root}\n`);
    for (const limit of result.limits) process.stdout.write(`note: ${limit}\n`);
  }
  return result.ok ? EXIT_OK : EXIT_FAILED;
}

async function sign(directory: string): Promise<string> {
  const { openSigner, writeCheckpoint } = await import('../../audit/signer.ts');
  const head = readHead(directory);
  if (head === null) throw new WardlineError('audit_empty', 'there is no audit yet', { hint: 'it begins with the first check' });
  return writeCheckpoint(directory, head, openSigner(directory));
}

async function prove(directory: string, which: string | undefined, args: Args): Promise<number> {
  const index = Number(which);
  if (which === undefined || !Number.isInteger(index)) throw new WardlineError('usage', 'say which record', { hint: '`wardline audit show` shows their numbers' });
  const note = await sign(directory);
  const { proveRecord } = await import('../../audit/prove.ts');
  return out(args, `${JSON.stringify(proveRecord(directory, index, note, Number(note.split('\n')[1])), null, 2)}\n`);
}

async function checkProofFile(file: string | undefined): Promise<number> {
  if (file === undefined) throw new WardlineError('usage', 'give a proof', { hint: 'wardline audit check-proof FILE' });
  const { checkProof } = await import('../../audit/prove.ts');
  let proof: Parameters<typeof checkProof>[0];
  try {
    proof = JSON.parse(readText(file));
  } catch (cause) {
    if (cause instanceof WardlineError) throw cause;
    throw new WardlineError('usage', `\`${file}\` is no proof`, { hint: 'make one with `wardline audit prove NUMBER`', cause });
  }
  const wrong = checkProof(proof) ?? (proof.checkpoint.split('\n')[2] === Buffer.from(proof.root, 'hex').toString('base64') && proof.checkpoint.split('\n')[1] === String(proof.size) ? null : 'the checkpoint is for another root or size');
  process.stdout.write(wrong === null ? `good: record ${proof.index} of ${proof.size} is in the log; check the checkpoint's signature with the log's verifier key\n` : `wrong: ${wrong}\n`);
  return wrong === null ? EXIT_OK : EXIT_FAILED;
}

const CSV_FIELDS = ['seq', 'time', 'event', 'decision', 'level', 'who', 'context', 'surface', 'policy', 'request', 'override', 'id', 'checks', 'characters'];

function exportAll(directory: string, args: Args): number {
  const csv = args.choice('format', ['jsonl', 'csv'], 'jsonl') === 'csv';
  const lines = csv ? [[...CSV_FIELDS, 'rules'].join(',')] : [];
  for (const one of records(directory, args.text('event') ?? '')) {
    if (!csv) lines.push(JSON.stringify(one));
    else lines.push([...CSV_FIELDS.map((key) => one[key]), Array.isArray(one['violations']) ? (one['violations'] as { rule: string }[]).map((violation) => violation.rule).join(' ') : ''].map(cell).join(','));
  }
  return out(args, lines.length === 0 ? '' : `${lines.join('\n')}\n`);
}

/** A cell never begins with a character that a spreadsheet takes for a formula. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function prune(directory: string, args: Args): Promise<number> {
  const [{ loadPolicy }, { pruneLog }] = await Promise.all([import('../../policy/load.ts'), import('../../audit/prune.ts')]);
  const { policy } = await loadPolicy(placesOf(args));
  const gone = pruneLog(directory, policy.settings['audit.retention_days'], Date.now());
  if (gone.length > 0) appendEvents(directory, [{ event: 'audit.prune', files: gone }], { segmentBytes: policy.settings['audit.segment_mib'] * 1024 * 1024, now: Date.now, sync: true });
  process.stdout.write(gone.length === 0 ? `nothing is older than ${policy.settings['audit.retention_days']} days\n` : `${gone.join('\n')}\n`);
  return EXIT_OK;
}

