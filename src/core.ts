// The library without a file system: for browsers, Deno, Bun and workers. The caller brings the engine and the rules,
// both of which are files of this package (`wardline/engine.wasm`, `wardline/rules.bin`).

import { WardlineError } from './errors.ts';
import { checkOptions, type ScannerOptions } from './scanner/options.ts';
import { partsOf } from './scanner/parts.ts';
import { Scanner } from './scanner/scanner.ts';
import { toBytes } from './scanner/text.ts';

export { WardlineError } from './errors.ts';
export type { DecodedSpan, Finding } from './findings/finding.ts';
export { hashReference, parseFingerprint } from './findings/fingerprint.ts';
export { findingLine, placeJson, renumber } from './findings/jsonl.ts';
export { keyId, makeKey, parseKey } from './findings/key.ts';
export type { Surface } from './findings/placeholder.ts';
export { reasonMeaning } from './findings/reasons.ts';
export { REDACT_STYLES, type RedactStyle, TokenNumbers } from './findings/redactor.ts';
export type { RuleEntry, RuleTable } from './findings/rule-table.ts';
export { Secret } from './findings/secret.ts';
export type { Confidence, Severity, ViolationType } from './rules/model.ts';
export type { Explanation, HitExplanation, KindExplanation, RuleExplanation, TextExplanation, TypeExplanation } from './scanner/explain.ts';
export type { FilterVerdict, FindingFilter, RedactOptions, ScannerOptions, ScanOptions } from './scanner/options.ts';
export { Scanner, ScanResult, type Suppressed } from './scanner/scanner.ts';
export type { StreamInput, WebStream } from './scanner/streams.ts';
export type { BytesLike } from './scanner/text.ts';
export { KIND_NAMES, VIOLATION_TYPE_NAMES, VIOLATION_TYPES } from './taxonomy/taxonomy.ts';

/** Bytes, a place to fetch them from, or an answer that holds them. */
export type Loadable = ArrayBuffer | ArrayBufferView | URL | string | { arrayBuffer(): Promise<ArrayBuffer> };

export interface CoreScannerOptions extends ScannerOptions {
  /** engine.wasm, or a module compiled from it. A module that is passed again is not compiled again. */
  readonly wasm: Loadable | WebAssembly.Module;
  /** rules.bin, or any compiled rule program. The same array passed again is not read again. */
  readonly program: Loadable;
}

/** A scanner over the given engine and rules. Without `key`, fingerprints are comparable within this scanner only. */
export async function createScanner(options: CoreScannerOptions): Promise<Scanner> {
  const { wasm, program, ...rest } = options ?? {};
  if (wasm === undefined || program === undefined) {
    throw new WardlineError('bad_option', '`wasm` and `program` are needed', { hint: 'pass the bytes or addresses of engine.wasm and rules.bin of this package' });
  }
  checkOptions(rest);
  const [module, rules] = await Promise.all([moduleOf(wasm), bytesOf(program)]);
  return new Scanner(partsOf(module, rules), rest);
}

const modules = new WeakMap<object, Promise<WebAssembly.Module>>();

function moduleOf(wasm: CoreScannerOptions['wasm']): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return Promise.resolve(wasm);
  if (typeof wasm === 'string') return compile(wasm);
  let module = modules.get(wasm);
  if (module === undefined) {
    module = compile(wasm);
    modules.set(wasm, module);
    module.catch(() => modules.delete(wasm));
  }
  return module;
}

async function compile(wasm: Loadable): Promise<WebAssembly.Module> {
  const bytes = await bytesOf(wasm);
  try {
    return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    throw new WardlineError('engine_unusable', 'the engine can\'t be compiled here', { hint: 'try engine-scalar.wasm, which needs no SIMD', cause });
  }
}

async function bytesOf(source: Loadable): Promise<Uint8Array> {
  if (typeof source === 'string' || source instanceof URL) {
    const answer = await fetch(source);
    if (!answer.ok) throw new WardlineError('not_loaded', `\`${String(source)}\` answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
  if (typeof source === 'object' && source !== null && 'arrayBuffer' in source) return new Uint8Array(await source.arrayBuffer());
  return toBytes(source);
}
