// libhs (Hyperscan or Vectorscan) through koffi. Neither belongs to this package: both are looked for only when somebody asks
// for this backend, and what is missing is said by name.

import { createRequire } from 'node:module';
import process from 'node:process';
import { WardlineError } from '../../errors.ts';

/** One expression in libhs's own syntax. */
export interface HsPattern {
  readonly expression: string;
  readonly flags: number;
}

export const HS_CASELESS = 1;
export const HS_DOTALL = 2;
/** @public used by bench/ */
export const HS_MULTILINE = 4;
/** @public used by bench/ */
export const HS_ALLOW_EMPTY = 16;
const MODE_BLOCK = 1;
const SUCCESS = 0;

/** Called with the number of the pattern and the offset behind the match. */
export type HsMatch = (pattern: number, end: number) => void;

export interface HsDatabase {
  /** Looks through the bytes as one block. `onMatch` must not throw; null: nobody wants to know. */
  scan(bytes: Uint8Array, onMatch: HsMatch | null): void;
  /** Patterns and bytes of the compiled form. */
  readonly patterns: number;
  readonly size: number;
}

export interface HsLibrary {
  readonly version: string;
  compile(patterns: readonly HsPattern[]): HsDatabase;
  /** Why libhs can't take this pattern; null when it can. */
  refuses(pattern: HsPattern): string | null;
}

const FILES: readonly string[] =
  process.platform === 'darwin' ? ['libhs.5.dylib', 'libhs.dylib', '/opt/homebrew/lib/libhs.dylib', '/usr/local/lib/libhs.dylib']
  : process.platform === 'win32' ? ['hs.dll']
  : ['libhs.so.5', 'libhs.so'];

// What of koffi is used, typed by hand: the package may not be there to take its types from.
type NativeFunction = (...args: readonly unknown[]) => unknown;
interface Koffi {
  load(path: string): { func(definition: string): NativeFunction };
  proto(definition: string): unknown;
  pointer(type: unknown): unknown;
  register(callback: (...args: readonly never[]) => number, type: unknown): unknown;
  decode(value: unknown, type: string): unknown;
}

const HINT = 'install koffi beside wardline (`npm install koffi`) and libhs (`libhyperscan5` or `libvectorscan5`), or use the backend wasm';
let cached: HsLibrary | null = null;

export function loadHyperscan(): HsLibrary {
  cached ??= open();
  return cached;
}

/** Why the backend can't be used here; null when it can. */
export function hyperscanMissing(): string | null {
  try {
    loadHyperscan();
    return null;
  } catch (error) {
    if (error instanceof WardlineError) return error.message;
    throw error;
  }
}

function open(): HsLibrary {
  const koffi = loadKoffi();
  const wanted = process.env['WARDLINE_LIBHS'];
  const files = wanted === undefined || wanted === '' ? FILES : [wanted];
  for (const file of files) {
    let library: ReturnType<Koffi['load']>;
    try {
      library = koffi.load(file);
    } catch {
      continue;
    }
    return bind(koffi, library);
  }
  throw new WardlineError('backend_missing', `libhs was not found as ${files.map((file) => `\`${file}\``).join(', ')}`, { hint: `${HINT}; WARDLINE_LIBHS names the file` });
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (cause) {
    throw new WardlineError('backend_missing', 'the backend hyperscan needs the package `koffi`', { hint: HINT, cause });
  }
}

function bind(koffi: Koffi, library: ReturnType<Koffi['load']>): HsLibrary {
  const compileMulti = library.func('int hs_compile_multi(const char **expressions, const uint32_t *flags, const uint32_t *ids, uint32_t elements, uint32_t mode, const void *platform, _Out_ void **db, _Out_ void **error)');
  const freeError = library.func('int hs_free_compile_error(void *error)');
  const allocScratch = library.func('int hs_alloc_scratch(const void *db, _Inout_ void **scratch)');
  const databaseSize = library.func('int hs_database_size(const void *db, _Out_ size_t *size)');
  const freeDatabase = library.func('int hs_free_database(void *db)');
  const version = library.func('const char *hs_version()');
  const onEvent = koffi.proto('int WardlineHsEvent(uint32_t id, uint64_t from, uint64_t to, uint32_t flags, void *context)');
  const scanBlock = library.func('int hs_scan(const void *db, const uint8_t *data, uint32_t length, uint32_t flags, void *scratch, WardlineHsEvent *onEvent, void *context)');

  // One callback for all scans: a scan never begins inside another one.
  let receiver: HsMatch = () => {};
  const callback = koffi.register((id: number, _from: number, to: number): number => {
    receiver(id, to);
    return 0;
  }, koffi.pointer(onEvent));

  function compile(patterns: readonly HsPattern[]): { database: unknown } | { reason: string } {
    const database = [null];
    const error = [null];
    const flags = Uint32Array.from(patterns, (one) => one.flags);
    const ids = Uint32Array.from(patterns, (_, i) => i);
    const status = compileMulti(patterns.map((one) => one.expression), flags, ids, patterns.length, MODE_BLOCK, null, database, error);
    if (status === SUCCESS) return { database: database[0] };
    let reason = `status ${String(status)}`;
    if (error[0] !== null) {
      reason = String(koffi.decode(error[0], 'const char *'));
      freeError(error[0]);
    }
    return { reason };
  }

  return {
    version: String(version()),
    refuses(pattern) {
      const compiled = compile([pattern]);
      if ('reason' in compiled) return compiled.reason;
      freeDatabase(compiled.database);
      return null;
    },
    compile(patterns) {
      const compiled = compile(patterns);
      if ('reason' in compiled) throw new WardlineError('backend_compile', `libhs refused the patterns: ${compiled.reason}`, { hint: 'use the backend wasm, and report this' });
      const { database } = compiled;
      const scratch = [null];
      const size = [0];
      if (allocScratch(database, scratch) !== SUCCESS || databaseSize(database, size) !== SUCCESS) throw new WardlineError('backend_memory', 'libhs has no memory for its work', { hint: 'free memory, or use the backend wasm' });
      return {
        patterns: patterns.length,
        size: Number(size[0]),
        scan(bytes, onMatch) {
          if (onMatch !== null) receiver = onMatch;
          const status = scanBlock(database, bytes, bytes.length, 0, scratch[0], onMatch === null ? null : callback, null);
          if (status !== SUCCESS) throw new WardlineError('backend_failed', `libhs gave up with status ${String(status)}`, { hint: 'use the backend wasm' });
        },
      };
    },
  };
}
