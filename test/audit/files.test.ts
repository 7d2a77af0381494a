// What others put into the state directory: links, pipes, directories, locks of the dead, places where nothing can be made.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { openPlain, readPlain } from '../../src/audit/files.ts';
import { appendEvents, auditDirectory, segmentName } from '../../src/audit/log.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { makeDirectory } from '../../src/findings/directory.ts';

const folders: string[] = [];
function fresh(): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const OPTIONS = { segmentBytes: 1 << 20, now: () => Date.UTC(2026, 0, 1), sync: false };
const LINUX = process.platform === 'linux';

describe('directories', () => {
  it('are made with what is missing above them', () => {
    const path = join(fresh(), 'a', 'b', 'c');
    makeDirectory(path);
    makeDirectory(path);
    expect(existsSync(path)).toBe(true);
  });
  it.runIf(LINUX)('where nothing can be made, that is said at once', () => {
    for (const place of ['/proc/wardline/state', '/dev/null/state', '/sys/wardline/x/y']) expect(() => makeDirectory(place)).toThrow(/can't be made[\s\S]*WARDLINE_STATE_DIR/);
    const script = `import { appendEvents } from ${JSON.stringify(new URL('../../dist/src/audit/log.js', import.meta.url).href)}; appendEvents('/proc/wardline/audit', [{ event: 'x' }], { segmentBytes: 1, now: Date.now, sync: false });`;
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 });
    expect(done.signal).toBeNull();
    expect(done.stderr).toContain('directory_failed');
  });
  it('a file in the way is named', () => {
    const file = join(fresh(), 'file');
    writeFileSync(file, '');
    expect(() => makeDirectory(join(file, 'x'))).toThrow(/is no directory/);
  });
});

describe.runIf(process.platform !== 'win32')('files that are none', () => {
  it('a link is not followed: what it leads to stays as it is', () => {
    const folder = fresh();
    const other = join(folder, 'other');
    writeFileSync(other, 'precious\n');
    const directory = auditDirectory(folder);
    mkdirSync(directory);
    symlinkSync(other, join(directory, segmentName(1)));
    expect(() => appendEvents(directory, [{ event: 'x' }], OPTIONS)).toThrow(/no plain file/);
    expect(readFileSync(other, 'utf8')).toBe('precious\n');
    expect(existsSync(join(directory, 'audit.lock'))).toBe(false);
  });
  it('a pipe is not waited for', () => {
    const folder = fresh();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(() => readPlain(pipe)).toThrow(/no plain file/);
    expect(() => openPlain(pipe, 'append')).toThrow(/no plain file/);
    const directory = auditDirectory(folder);
    mkdirSync(directory);
    execFileSync('mkfifo', [join(directory, 'head.json')]);
    expect(() => appendEvents(directory, [{ event: 'x' }], OPTIONS)).toThrow(/no plain file/);
  });
  it('a directory is not written to', () => {
    const folder = fresh();
    mkdirSync(join(folder, 'd'));
    expect(() => openPlain(join(folder, 'd'), 'replace')).toThrow(/no plain file/);
    expect(() => readPlain(join(folder, 'd'))).toThrow(/no plain file/);
    expect(readPlain(join(folder, 'none'))).toBeNull();
  });
});

describe('locks', () => {
  it('an empty one, left by a process that was stopped right after making it, is taken over', () => {
    const directory = auditDirectory(fresh());
    appendEvents(directory, [{ event: 'x' }], OPTIONS);
    writeFileSync(join(directory, 'audit.lock'), '');
    expect(appendEvents(directory, [{ event: 'y' }], OPTIONS).size).toBe(3);
  });
  it('one of another machine or namespace is waited for, and the error says what to do', { timeout: 20_000 }, () => {
    const directory = auditDirectory(fresh());
    appendEvents(directory, [{ event: 'x' }], OPTIONS);
    const lock = join(directory, 'audit.lock');
    writeFileSync(lock, JSON.stringify({ pid: 999_999_999, host: hostname(), space: 'pid:[1]', began: '1', nonce: 'x' }));
    expect(() => appendEvents(directory, [{ event: 'y' }], OPTIONS)).toThrow(/has been held[\s\S]*delete the file/);
    expect(existsSync(lock)).toBe(true);
  });
});

describe('a log that is shorter than head.json knows', () => {
  it('says so in its next record, and verify names it for ever after', () => {
    const directory = auditDirectory(fresh());
    appendEvents(directory, [{ event: 'a' }], OPTIONS);
    const length = readFileSync(join(directory, segmentName(1))).length;
    appendEvents(directory, [{ event: 'b' }, { event: 'c' }], OPTIONS);
    truncateSync(join(directory, segmentName(1)), length);
    appendEvents(directory, [{ event: 'd' }], OPTIONS);
    appendEvents(directory, [{ event: 'e' }], OPTIONS);
    const result = verifyLog(directory);
    expect(result.ok).toBe(false);
    expect(result.troubles).toMatchObject([{ code: 'truncated', message: expect.stringContaining('4 records were known, 2 were left') }]);
  });
});
