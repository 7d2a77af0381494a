import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync, existsSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { appendEvents, auditDirectory, openRecord, readHead, segmentName, sealRecord } from '../../src/audit/log.ts';
import { checkProof, proveRecord } from '../../src/audit/prove.ts';
import { pruneLog } from '../../src/audit/prune.ts';
import { openSigner, writeCheckpoint } from '../../src/audit/signer.ts';
import { verifyLog } from '../../src/audit/verify.ts';

const folders: string[] = [];
function fresh(): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  folders.push(folder);
  return auditDirectory(folder);
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const OPTIONS = { segmentBytes: 1 << 20, now: () => Date.UTC(2026, 0, 1), sync: false };
const events = (n: number): { event: string; n: number }[] => Array.from({ length: n }, (_, i) => ({ event: 'check', n: i }));
const file = (directory: string): string => join(directory, segmentName(1));
function edit(directory: string, change: (lines: string[]) => string[]): void {
  writeFileSync(file(directory), `${change(readFileSync(file(directory), 'utf8').trimEnd().split('\n')).join('\n')}\n`);
}

describe('verify', () => {
  function filled(): { directory: string; checkpoint: string } {
    const directory = fresh();
    const head = appendEvents(directory, events(9), OPTIONS);
    return { directory, checkpoint: writeCheckpoint(directory, head, openSigner(directory)) };
  }
  it('a good log', () => {
    const { directory, checkpoint } = filled();
    expect(verifyLog(directory, { checkpoint })).toMatchObject({ ok: true, records: 10, troubles: [], limits: [] });
    expect(verifyLog(directory).limits.join()).toMatch(/truncation can't be excluded/);
  });
  it('a changed record is named', () => {
    const { directory, checkpoint } = filled();
    edit(directory, (lines) => lines.map((line, i) => (i === 4 ? line.replace('"n":3', '"n":7') : line)));
    expect(verifyLog(directory, { checkpoint }).troubles[0]).toMatchObject({ code: 'changed', seq: 4, line: 5 });
  });
  it('a changed record with a hash that fits is named by what follows it, and by the checkpoint', () => {
    const { directory, checkpoint } = filled();
    edit(directory, (lines) => lines.map((line, i) => (i === 4 ? sealRecord({ ...(openRecord(line)?.fields ?? {}), n: 99 }).line : line)));
    const codes = verifyLog(directory, { checkpoint }).troubles;
    expect(codes.map((one) => [one.code, one.seq])).toContainEqual(['changed', 4]);
    expect(codes.map((one) => one.code)).toContain('different');
  });
  it('a removed record is named', () => {
    const { directory } = filled();
    edit(directory, (lines) => lines.filter((_, i) => i !== 5));
    expect(verifyLog(directory).troubles[0]).toMatchObject({ code: 'removed', seq: 5 });
  });
  it('records in another order are named', () => {
    const { directory } = filled();
    edit(directory, (lines) => lines.map((_, i) => lines[i === 3 ? 4 : i === 4 ? 3 : i] as string));
    expect(verifyLog(directory).troubles.map((one) => one.code)).toContain('moved');
  });
  it('a cut-off end is found against a checkpoint that was kept elsewhere', () => {
    const { directory, checkpoint } = filled();
    edit(directory, (lines) => lines.slice(0, 6));
    rmSync(join(directory, 'head.json'));
    rmSync(join(directory, 'checkpoint'));
    expect(verifyLog(directory)).toMatchObject({ ok: true, records: 6 });
    expect(verifyLog(directory).limits.join()).toMatch(/truncation can't be excluded/);
    expect(verifyLog(directory, { checkpoint }).troubles[0]).toMatchObject({ code: 'truncated' });
  });
  it('a wholly rewritten log does not fit the checkpoint', () => {
    const { directory, checkpoint } = filled();
    const verifier = readFileSync(join(directory, 'log.pub'), 'utf8');
    rmSync(directory, { recursive: true });
    appendEvents(directory, events(20).map((one) => ({ ...one, n: -1 })), OPTIONS);
    expect(verifyLog(directory, { checkpoint, verifier }).troubles.map((one) => one.code)).toContain('different');
  });
  it('a forged checkpoint is refused', () => {
    const { directory, checkpoint } = filled();
    expect(verifyLog(directory, { checkpoint: checkpoint.replace('\n10\n', '\n9\n') }).troubles[0]).toMatchObject({ code: 'bad_checkpoint' });
  });
});

describe('a crash', () => {
  it('at any byte of an append leaves a log that goes on and verifies', () => {
    const directory = fresh();
    appendEvents(directory, events(2), OPTIONS);
    const before = readFileSync(file(directory));
    const head = readFileSync(join(directory, 'head.json'));
    appendEvents(directory, events(2), OPTIONS);
    const after = readFileSync(file(directory));
    for (let cut = before.length; cut <= after.length; cut += 7) {
      writeFileSync(file(directory), after.subarray(0, cut));
      writeFileSync(join(directory, 'head.json'), head);
      appendEvents(directory, [{ event: 'after' }], OPTIONS);
      const result = verifyLog(directory);
      expect(result.troubles).toEqual([]);
      const text = readFileSync(file(directory), 'utf8');
      expect(text).toContain('"event":"after"');
      const whole = after.subarray(0, cut).toString().endsWith('\n');
      expect(text.includes('"event":"recovered"')).toBe(!whole);
    }
    expect(readdirSync(join(directory, 'set-aside')).length).toBeGreaterThan(0);
  });
  it('without head.json the log is read again', () => {
    const directory = fresh();
    appendEvents(directory, events(3), OPTIONS);
    const head = readHead(directory);
    rmSync(join(directory, 'head.json'));
    expect(appendEvents(directory, [{ event: 'x' }], OPTIONS).size).toBe((head?.size ?? 0) + 1);
    expect(verifyLog(directory).ok).toBe(true);
  });
  it('a broken file is set aside, not written over', () => {
    const directory = fresh();
    appendEvents(directory, events(3), OPTIONS);
    appendFileSync(file(directory), 'garbage that is no record\n');
    appendEvents(directory, [{ event: 'x' }], OPTIONS);
    const [aside] = readdirSync(join(directory, 'set-aside'));
    expect(readFileSync(join(directory, 'set-aside', aside as string), 'utf8')).toBe('garbage that is no record\n');
    expect(verifyLog(directory).ok).toBe(true);
  });
});

describe('files', () => {
  it('rotate, and what is left after pruning verifies and proves', () => {
    const directory = fresh();
    for (let i = 0; i < 12; i += 1) appendEvents(directory, events(3), { ...OPTIONS, segmentBytes: 900, now: () => Date.UTC(2020, 0, 1 + i) });
    const signer = openSigner(directory);
    const head = readHead(directory);
    const note = writeCheckpoint(directory, head as never, signer);
    expect(verifyLog(directory, { checkpoint: note })).toMatchObject({ ok: true });
    const gone = pruneLog(directory, 1, Date.UTC(2020, 0, 6));
    expect(gone.length).toBeGreaterThan(0);
    const left = verifyLog(directory, { checkpoint: note });
    expect(left).toMatchObject({ ok: true });
    expect(left.first).toBeGreaterThan(0);
    const proof = proveRecord(directory, left.first + 2, note, head?.size ?? 0);
    expect(checkProof(proof)).toBeNull();
    expect(Buffer.from(proof.root, 'hex').toString('base64')).toBe(note.split('\n')[2]);
    expect(checkProof({ ...proof, entry: proof.entry.replace('check', 'chuck') })).not.toBeNull();
    expect(checkProof({ ...proof, index: proof.index + 1 })).not.toBeNull();
  });
});

describe('several writers', () => {
  it('lose nothing', async () => {
    const directory = fresh();
    const script = `import { appendEvents } from ${JSON.stringify(new URL('../../dist/src/audit/log.js', import.meta.url).href)};
for (let i = 0; i < 25; i += 1) appendEvents(process.argv[1], [{ event: 'check', who: process.argv[2], n: i }], { segmentBytes: 4000, now: Date.now, sync: false });`;
    await Promise.all(['a', 'b', 'c', 'd'].map((who) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, directory, who])));
    const result = verifyLog(directory);
    expect(result.troubles).toEqual([]);
    const texts = readdirSync(directory).filter((name) => name.endsWith('.jsonl')).map((name) => readFileSync(join(directory, name), 'utf8')).join('');
    for (const who of ['a', 'b', 'c', 'd']) expect(texts.split(`"who":"${who}"`).length - 1).toBe(25);
  });
  it('take over the lock of a process that is gone', () => {
    const directory = fresh();
    appendEvents(directory, events(1), OPTIONS);
    const lock = join(directory, 'audit.lock');
    writeFileSync(lock, JSON.stringify({ pid: 999_999_999, host: hostname(), began: '1', nonce: 'x' }));
    expect(appendEvents(directory, events(1), OPTIONS).size).toBe(3);
    expect(existsSync(lock)).toBe(false);
    truncateSync(join(directory, 'head.json'), 0);
    expect(appendEvents(directory, events(1), OPTIONS).size).toBe(4);
  });
});
