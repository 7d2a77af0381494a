// Imports point down only (docs/architecture.md). A file may import from its own layer's folder, from any lower layer,
// and from nothing above or beside it.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** From the bottom up. Those of one row stand side by side and know nothing of each other; the first is data. */
const LAYERS: readonly (readonly string[])[] = [
  ['assembly', 'src/taxonomy', 'src/errors.ts', 'src/nearest.ts', 'src/rules/model.ts'],
  ['src/engine'],
  ['src/rules+testkit'],
  ['src/findings'],
  ['src/scanner', 'src/report/out.ts'],
  ['src/input+bulk', 'src/policy+gate+audit'],
  ['src/report'],
  ['src/cli', 'src/serve', 'src/adapters'],
];
/** Folders that are one layer together. */
const TOGETHER: Readonly<Record<string, string>> = {
  'src/rules': 'src/rules+testkit', 'src/testkit': 'src/rules+testkit',
  'src/input': 'src/input+bulk', 'src/bulk': 'src/input+bulk',
  'src/policy': 'src/policy+gate+audit', 'src/gate': 'src/policy+gate+audit', 'src/audit': 'src/policy+gate+audit',
  'src/core.ts': 'src/scanner', 'src/index.ts': 'src/scanner',
};
/** Types, constants and small tools that everything may know, whatever folder they stand in. */
const BY_FILE = new Set(['src/errors.ts', 'src/nearest.ts', 'src/rules/model.ts', 'src/report/out.ts']);

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .sort();
}

/** What a file imports: paths from the root for its own, names for packages. */
function imports(file: string): readonly { readonly to: string; readonly typeOnly: boolean }[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: { to: string; typeOnly: boolean }[] = [];
  for (const match of text.matchAll(/(?:^|[;\s])(?:(import|export)(\s+type)?\b[^;'"()]*?\bfrom\s*|import\s*\(?\s*)['"]([^'"]+)['"]/g)) {
    const specifier = match[3] ?? '';
    const own = specifier.startsWith('.');
    found.push({ to: own ? normalize(join(dirname(file), specifier)).split(sep).join('/') : specifier, typeOnly: match[2] !== undefined });
  }
  return found;
}

function layerOf(file: string): string {
  if (BY_FILE.has(file)) return file;
  const [top = '', second = ''] = file.split('/');
  const folder = top === 'assembly' ? top : `${top}/${second}`;
  return TOGETHER[folder] ?? folder;
}

function rankOf(layer: string): number {
  return LAYERS.findIndex((row) => row.includes(layer));
}

const all = [...sources('src'), ...sources('assembly')];

describe('layers', () => {
  test('every source file belongs to one', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((file) => rankOf(layerOf(file)) < 0)).toEqual([]);
  });

  test('imports point down only', () => {
    let seen = 0;
    const wrong: string[] = [];
    for (const file of all) {
      const from = layerOf(file);
      for (const { to } of imports(file)) {
        if (!to.startsWith('src/') && !to.startsWith('assembly/')) continue;
        seen++;
        const target = layerOf(to);
        if (from !== target && rankOf(target) >= Math.max(rankOf(from), 1)) wrong.push(`${file} imports ${to}`);
      }
    }
    expect(seen).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    const open: string[] = [];
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string): void => {
      const from = open.indexOf(file);
      if (from >= 0) circles.push([...open.slice(from), file].join(' > '));
      if (from >= 0 || done.has(file)) return;
      open.push(file);
      for (const { to } of imports(file)) if (to.startsWith('src/') || to.startsWith('assembly/')) visit(to.endsWith('.ts') ? to : `${to}.ts`);
      open.pop();
      done.add(file);
    };
    all.forEach(visit);
    expect(done.size).toBe(all.length);
    expect(circles).toEqual([]);
  });

  test('a wrong import would be seen', () => {
    expect(rankOf(layerOf('src/cli/main.ts'))).toBeGreaterThan(rankOf(layerOf('src/bulk/run.ts')));
    expect(rankOf(layerOf('src/bulk/run.ts'))).toBe(rankOf(layerOf('src/gate/gate.ts')));
    expect(imports('src/engine/engine.ts').map((one) => one.to)).toContain('assembly/layout.ts');
    expect(imports('src/cli/main.ts').map((one) => one.to)).toContain('src/cli/table.ts');
  });
});

describe('the engine', () => {
  test('imports nothing but itself, the libraries know nothing of the core', () => {
    const wrong: string[] = [];
    for (const file of sources('assembly')) {
      const library = file.split('/').length > 2;
      for (const { to } of imports(file)) {
        const path = to.replace(/\.ts$/, '');
        const inCore = path.startsWith('assembly/') && path.split('/').length === 2;
        if (!path.startsWith('assembly/') || (library && inCore && !['assembly/layout', 'assembly/result'].includes(path))) wrong.push(`${file} imports ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('shares with the host its constants alone', () => {
    const shared = new Set(sources('src').flatMap((file) => imports(file).map((one) => one.to)).filter((to) => to.startsWith('assembly/')));
    expect(shared.size).toBeGreaterThan(1);
    for (const file of shared) {
      expect(imports(file), file).toEqual([]);
      expect(readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^']*'|`[^`]*`/gm, ''), file).not.toMatch(/\b(?:function|class|let|load<|store<)/);
    }
  });
});

describe('the library without a file system', () => {
  test('reaches no module of Node and no package', () => {
    const reached = new Set<string>();
    const outside: string[] = [];
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { to, typeOnly } of imports(file)) {
        if (to.startsWith('src/') || to.startsWith('assembly/')) {
          if (!typeOnly) visit(to);
        } else outside.push(`${file} imports ${to}`);
      }
    };
    visit('src/core.ts');
    expect(reached.size).toBeGreaterThan(10);
    expect(outside).toEqual([]);
  });
});
