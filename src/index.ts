// The library for Node: core.ts with the engine, the built-in rules and the installation's key found by itself.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { WardlineError } from './errors.ts';
import { installationKey } from './findings/key-file.ts';
import type { Rule } from './rules/model.ts';
import { checkOptions, type ScannerOptions } from './scanner/options.ts';
import { partsOf } from './scanner/parts.ts';
import { Scanner } from './scanner/scanner.ts';
import { toBytes } from './scanner/text.ts';

export * from './core.ts';
export { installationKey, type InstallationKey } from './findings/key-file.ts';

/**
 * `auto` takes the fastest build of the engine that this machine can run, `wasm` is another name for it. `hyperscan` lets
 * libhs do the first stage, where the package koffi and libhs are installed: the same results, and rarely faster.
 */
export type Backend = 'auto' | 'wasm' | 'relaxed' | 'simd' | 'scalar' | 'hyperscan';

/** A rule file by its place, or a rule as an object with the fields of docs/rules.md. */
export type RuleSource = string | URL | { readonly id: string; readonly [field: string]: unknown };

export interface NodeScannerOptions extends ScannerOptions {
  /** Rules over the built-in ones: new ids are added, known ones replaced. Compiled when the scanner is made. */
  readonly rules?: readonly RuleSource[];
  /** A key file instead of the installation's key. */
  readonly keyFile?: string;
  readonly backend?: Backend;
  /** Another engine.wasm: its bytes, its place, or the module. */
  readonly wasm?: Uint8Array | URL | string | WebAssembly.Module;
  /** Another compiled rule program: its bytes or its place. */
  readonly program?: Uint8Array | URL | string;
}

const OWN_OPTIONS = ['rules', 'keyFile', 'backend', 'wasm', 'program'];

/** A scanner with the built-in rules, unless told otherwise. Cheap after the first: engine and rules are shared. */
export async function createScanner(options: NodeScannerOptions = {}): Promise<Scanner> {
  checkOptions(options, OWN_OPTIONS);
  const { rules, keyFile, backend, wasm, program, ...rest } = options;
  if (program !== undefined && (rules?.length ?? 0) > 0) {
    throw new WardlineError('bad_option', '`rules` and `program` exclude each other', { hint: 'compile the rules into the program, or leave `program` out' });
  }
  const [module, bytes] = await Promise.all([
    wasm === undefined ? builtInModule(backend === undefined || backend === 'wasm' || backend === 'hyperscan' ? 'auto' : backend) : givenModule(wasm),
    program === undefined ? chooseProgram(rules ?? [], rest) : bytesOf(program),
  ]);
  const key = rest.key ?? installationKey({ file: keyFile }).key;
  const make = backend === 'hyperscan' ? (await import('./engine/hyperscan/sieve.ts')).hyperscanEngine : undefined;
  return new Scanner(partsOf(module, bytes, make), { ...rest, key });
}

// Compiled to dist/src; run from src in tests.
const DIST = [new URL('../', import.meta.url), new URL('../dist/', import.meta.url)];

/** At once: a fresh process waits for it, and files of the package are read faster than asked for. */
async function readDist(name: string): Promise<Uint8Array> {
  for (const base of DIST) {
    try {
      const bytes = readFileSync(new URL(name, base));
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new WardlineError('not_built', `\`${name}\` is not in the package`, { hint: 'run `npm run build`' });
}

type Build = Exclude<Backend, 'wasm' | 'hyperscan'>;

const FILES: readonly (readonly [Exclude<Build, 'auto'>, string])[] = [
  ['relaxed', 'engine-relaxed.wasm'], ['simd', 'engine.wasm'], ['scalar', 'engine-scalar.wasm'],
];

/** Functions that answer one vector each: the smallest modules that a machine without these instructions refuses. */
const PROBES: Readonly<Record<Exclude<Build, 'auto'>, readonly number[]>> = {
  relaxed: [0x0a, 0x0f, 0x01, 0x0d, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x80, 0x02, 0x0b],
  simd: [0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
  scalar: [],
};

function canRun(build: Exclude<Build, 'auto'>): boolean {
  const code = PROBES[build];
  if (code.length === 0) return true;
  return WebAssembly.validate(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00, ...code]));
}

// Promises are kept, not results: scanners made at the same time share the work.
const modules = new Map<Build, Promise<WebAssembly.Module>>();
const programs = new Map<string, Promise<Uint8Array>>();

function remember<K, V>(cache: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
    value.catch(() => cache.delete(key));
  }
  return value;
}

function builtInModule(backend: Build): Promise<WebAssembly.Module> {
  return remember(modules, backend, async () => {
    if (backend !== 'auto' && !FILES.some(([name]) => name === backend)) {
      throw new WardlineError('bad_option', `there is no backend \`${String(backend)}\``, { hint: 'use auto, wasm, relaxed, simd, scalar or hyperscan' });
    }
    for (const [name, file] of FILES) {
      if (backend !== 'auto' && backend !== name) continue;
      if (backend === 'auto' && !canRun(name)) continue;
      try {
        return await WebAssembly.compile((await readDist(file)) as Uint8Array<ArrayBuffer>);
      } catch (error) {
        if (!(error instanceof WebAssembly.CompileError)) throw error;
      }
    }
    throw new WardlineError('engine_unusable', `this machine can't run the engine \`${backend}\``, { hint: 'use the backend auto' });
  });
}

async function givenModule(wasm: NonNullable<NodeScannerOptions['wasm']>): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  return WebAssembly.compile((await bytesOf(wasm)) as Uint8Array<ArrayBuffer>);
}

async function bytesOf(source: Uint8Array | URL | string): Promise<Uint8Array> {
  return typeof source === 'string' || source instanceof URL ? new Uint8Array(await (await import('node:fs/promises')).readFile(source)) : toBytes(source);
}

/** The built-in program that holds all the selection can name, or a fresh one when there are more rules or no lines. */
function chooseProgram(rules: readonly RuleSource[], options: ScannerOptions): Promise<Uint8Array> {
  if (rules.length > 0) return compileWith(rules, options);
  const file = options.all === true || options.only !== undefined ? 'rules-all.bin' : 'rules.bin';
  if (options.lines === false) return remember(programs, `${file} without lines`, () => compileWith([], options));
  return remember(programs, file, () => readDist(file));
}

async function compileWith(sources: readonly RuleSource[], options: ScannerOptions): Promise<Uint8Array> {
  if (!Array.isArray(sources)) throw new WardlineError('bad_option', '`rules` is not a list', { hint: 'pass a list of rules, paths and URLs' });
  const [{ compileRules }, { lossOf, readRuleFile }, { loadRules }, { joinRules, mergeRules }] = await Promise.all([
    import('./rules/compile/compile.ts'), import('./rules/load/any.ts'), import('./rules/load/load.ts'), import('./rules/load/merge.ts'),
  ]);
  const builtIn = JSON.parse(new TextDecoder().decode(await readDist('rules.json'))) as { rules: readonly Rule[] };
  const loaded = await Promise.all(
    sources.map(async (source, index) => {
      if (typeof source === 'string' || source instanceof URL) {
        const read = readRuleFile(await (await import('node:fs/promises')).readFile(source, 'utf8'), nameOf(source));
        const loss = lossOf(read);
        if (loss !== null) process.emitWarning(loss, { code: 'WARDLINE_RULES' });
        return read;
      }
      const { provider = 'Custom', ...rule } = source;
      // JSON is YAML: objects take the same way as files and get the same checks.
      return loadRules(JSON.stringify({ provider, rules: [rule] }), `rules[${index}]`);
    }),
  );
  const merged = mergeRules(builtIn.rules, joinRules(loaded));
  const wanted = options.all === true || options.only !== undefined ? merged : merged.filter((rule) => rule.on);
  return compileRules(wanted, { lines: options.lines ?? true }).program;
}

function nameOf(place: string | URL): string {
  return typeof place === 'string' ? place : fileURLToPath(place);
}
