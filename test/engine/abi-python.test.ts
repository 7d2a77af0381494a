// docs/abi.md says what the engine exports, and its example, run as it stands there, finds what the JavaScript host finds.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { readProgram } from '../../src/engine/program.ts';
import type { RawHit } from '../../src/engine/types.ts';
import { createRandom } from '../../src/testkit/random.ts';
import { allProgram, bytes, engineOf, feed, moduleOf, WHOLE } from './support.ts';
import { mixed } from './texts.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/abi.md', ROOT), 'utf8');

describe('the page about the interface', () => {
  test('names every export and no other', () => {
    const exported = WebAssembly.Module.exports(moduleOf('simd')).map((one) => one.name).sort();
    const table = page.slice(page.indexOf('## Exports'), page.indexOf('Status:'));
    const named = table.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)/g)].map((match) => match[1] ?? '')).sort();
    expect(named).toEqual(exported);
  });

  test('is right about the numbers', () => {
    expect(page).toContain(`# The engine's interface, version ${layout.ABI_VERSION}`);
    for (const [name, value] of Object.entries({ DONE: 0, DRAIN: 1, ERR_MAGIC: -1, ERR_VERSION: -2, ERR_LENGTH: -3, ERR_HASH: -4, ERR_STATE: -5 })) expect(layout, name).toHaveProperty(name, value);
    expect(layout).toMatchObject({ PAGE: 32768, LOOK_AHEAD: 32768, LOOK_BEHIND: 4096, SLACK: 64, HIT_SIZE: 128, RUN_SHORTEST: 20, P_METADATA: 88, P_METADATA_LENGTH: 92, PROGRAM_VERSION: 3 });
    const record = page.slice(page.indexOf('## Hit records'), page.indexOf('## Candidates'));
    const offsets = [...record.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]));
    const { HIT_RULE, HIT_REASONS, HIT_CONFIDENCE, HIT_CHAIN_LENGTH, HIT_HELD, HIT_SECRET_PTR, HIT_SECRET_LENGTH, HIT_KEY_LENGTH, HIT_START, HIT_END, HIT_KEY_START, HIT_LINE, HIT_COLUMN, HIT_END_LINE, HIT_END_COLUMN, HIT_CHAIN } = layout;
    expect(offsets).toEqual([HIT_RULE, HIT_REASONS, HIT_CONFIDENCE, HIT_CHAIN_LENGTH, HIT_HELD, HIT_SECRET_PTR, HIT_SECRET_LENGTH, HIT_KEY_LENGTH, HIT_START, HIT_END, HIT_KEY_START, HIT_LINE, HIT_COLUMN, HIT_END_LINE, HIT_END_COLUMN, HIT_CHAIN]);
  });
});

function missing(): string | null {
  try {
    execFileSync('python3', ['-c', 'import wasmtime'], { stdio: 'ignore', timeout: 60_000 });
    return null;
  } catch {
    return 'python3 with wasmtime is not installed (pip install wasmtime)';
  }
}

const reason = missing();

describe(`from Python${reason === null ? '' : `: skipped, ${reason}`}`, () => {
  test.skipIf(reason !== null)('the example finds what the JavaScript host finds', () => {
    const folder = mkdtempSync(join(tmpdir(), 'abi-test-'));
    try {
      const example = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
      const text = bytes(mixed(createRandom('python'), 400_000));
      writeFileSync(join(folder, 'scan.py'), example);
      writeFileSync(join(folder, 'text.log'), text);
      writeFileSync(join(folder, 'rules.bin'), allProgram());
      const out = execFileSync('python3', [join(folder, 'scan.py'), new URL('dist/engine.wasm', ROOT).pathname, join(folder, 'rules.bin'), join(folder, 'text.log')], { encoding: 'utf8', timeout: 120_000 });

      const { rules } = readProgram(allProgram());
      const expected: string[] = [];
      const sink = (hits: readonly RawHit[]): void => {
        for (const hit of hits) expected.push([rules[hit.rule]?.id, hit.confidence, hit.start, hit.end, hit.line, hit.column].join(' '));
      };
      const engine = engineOf();
      engine.begin();
      feed(engine, text, WHOLE, sink);
      engine.finish(sink);
      expect(expected.length).toBeGreaterThan(20);
      expect(out.trim().split('\n')).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
