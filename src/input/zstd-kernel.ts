// The zstd decoder in WebAssembly (assembly/zstd), for runtimes that have none of their own.

import { InputError } from './input-error.ts';
import { loadKernel } from './kernel-file.ts';

export interface ZstdKernel {
  readonly memory: WebAssembly.Memory;
  inputAddress(): number;
  outputAddress(): number;
  begin(windowBytes: number, checksum: number): number;
  decode(type: number, length: number, runLength: number): number;
  checksum(): number;
}

let module: WebAssembly.Module | null = null;
const free: ZstdKernel[] = [];
/** Kernels that had a larger window are not kept: their memory never shrinks. */
const MOST_KEPT_BYTES = 24 * 1048576;

/** A kernel for a frame with this window. */
export function borrowKernel(windowBytes: number, checksum: boolean): ZstdKernel {
  const kernel = free.pop() ?? newKernel();
  if (kernel.begin(windowBytes, checksum ? 1 : 0) === 0) throw new InputError('limit_window', 'zstd data needs more memory than there is');
  return kernel;
}

export function returnKernel(kernel: ZstdKernel): void {
  if (free.length < 4 && kernel.memory.buffer.byteLength <= MOST_KEPT_BYTES) free.push(kernel);
}

function newKernel(): ZstdKernel {
  module ??= loadKernel('zstd.wasm');
  if (module === null) throw new InputError('unsupported_format', 'zstd is not opened: the file `zstd.wasm` is missing from the package');
  return new WebAssembly.Instance(module).exports as unknown as ZstdKernel;
}
