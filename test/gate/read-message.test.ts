// Reading a message: nothing that could not be read whole may count as an empty, and so allowed, message.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/cli/read-message.ts';
import { draw, HEX } from './support.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'read-'));
const env = { ...process.env, WARDLINE_CONFIG_DIR: home, WARDLINE_ORG_POLICY: '' };
const secret = draw(HEX, 64);
const held = `def f():\n    api_secret = '${secret}'\n    return api_secret\n`;
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(home, name);
  writeFileSync(path, bytes);
  return path;
};

describe('a file', () => {
  it('in UTF-8 and in UTF-16 with a mark is the same message', () => {
    const wide = Buffer.from(held, 'utf16le');
    expect(readMessage(file('plain', held))).toBe(held);
    expect(readMessage(file('le', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])))).toBe(held);
    expect(readMessage(file('be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()])))).toBe(held);
  });
  it('in UTF-16 without a mark is an error: nothing would be found in it', () => {
    expect(() => readMessage(file('bare', Buffer.from(held, 'utf16le')))).toThrow(/seems to be UTF-16/);
  });
  it('a directory, and what is missing, are errors', () => {
    expect(() => readMessage(home)).toThrow(/is a directory/);
    expect(() => readMessage(join(home, 'missing'))).toThrow(/can't be read/);
  });
});

describe('standard input', () => {
  it.runIf(process.platform !== 'win32')('that does not block and is slow is waited for', async () => {
    // The pipe's reading end does not block, and the first bytes come late: reading it once would see nothing.
    const code = `import os, subprocess, sys, time
r, w = os.pipe()
os.set_blocking(r, False)
p = subprocess.Popen(sys.argv[1:], stdin=r)
os.close(r)
for part in (${JSON.stringify(held.slice(0, 30))}, ${JSON.stringify(held.slice(30))}):
    time.sleep(0.6)
    os.write(w, part.encode())
os.close(w)
sys.exit(p.wait())`;
    const probe = spawnSync('python3', ['--version']);
    if (probe.error !== undefined) return;
    const child = spawn('python3', ['-c', code, process.execPath, MAIN, 'check', '-q', '-'], { env, stdio: 'ignore' });
    const [status] = await once(child, 'exit');
    expect(status).toBe(20);
  });
  it('nobody reads the answer: the exit code is still the answer', async () => {
    const child = spawn(process.execPath, [MAIN, 'check', '--json', '--exit', 'hook'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdout.destroy();
    child.stdin.end(held.repeat(400));
    const [status] = await once(child, 'exit');
    expect(status).toBe(2);
  });
});
