// Streams of all makes → one loop over byte chunks, with abort.

import { WardlineError } from '../errors.ts';
import { toBytes } from './text.ts';

/** What is used of a web ReadableStream. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/** Chunks of bytes or text: an async or plain iterable, a Node stream, or a web stream. */
export type StreamInput = AsyncIterable<unknown> | Iterable<unknown> | WebStream;

interface Reader {
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  stop(): void;
}

function reader(input: unknown): Reader {
  if (typeof input === 'object' && input !== null) {
    if (Symbol.asyncIterator in input) return fromIterator((input as AsyncIterable<unknown>)[Symbol.asyncIterator]());
    if ('getReader' in input && typeof input.getReader === 'function') {
      const source = (input as WebStream).getReader();
      return {
        next: () => source.read(),
        stop: () => void source.cancel().then(() => source.releaseLock(), () => undefined),
      };
    }
    if (Symbol.iterator in input && !ArrayBuffer.isView(input)) {
      const plain = (input as Iterable<unknown>)[Symbol.iterator]();
      return { next: async () => plain.next(), stop: () => void plain.return?.() };
    }
  }
  throw new WardlineError('bad_input', 'the input is no stream', {
    hint: 'pass an async iterable, a Node stream or a ReadableStream; for bytes and strings there are `scan` and `redact`',
  });
}

function fromIterator(iterator: AsyncIterator<unknown>): Reader {
  return {
    next: () => iterator.next(),
    stop: () => void Promise.resolve(iterator.return?.()).catch(() => undefined),
  };
}

/** Chunks as bytes. Text is encoded; a character may be split between two strings. Stops at once when `signal` fires. */
export async function* byteChunks(input: StreamInput, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  signal?.throwIfAborted();
  const source = reader(input);
  const aborted = signal === undefined ? null : abortion(signal);
  const encoder = new TextEncoder();
  let high = '';
  let over = false;
  try {
    for (;;) {
      const pending = source.next();
      const { done, value } = aborted === null ? await pending : await Promise.race([pending, aborted.promise]);
      if (done === true) {
        over = true;
        break;
      }
      if (typeof value !== 'string') {
        if (high !== '') yield encoder.encode(high);
        high = '';
        yield toBytes(value);
        continue;
      }
      let text = high + value;
      high = '';
      const last = text.charCodeAt(text.length - 1);
      if (last >= 0xd800 && last < 0xdc00) {
        high = text.slice(-1);
        text = text.slice(0, -1);
      }
      if (text !== '') yield encoder.encode(text);
    }
    if (high !== '') yield encoder.encode(high);
  } finally {
    aborted?.forget();
    if (!over) source.stop();
  }
}

function abortion(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let listener = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    signal.addEventListener('abort', listener, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener('abort', listener) };
}
