// Whether there is enough work for several threads: what there is of it is walked until that is known.

/** Below this much work a pool costs more than it brings. */
const POOL_WORTH_BYTES = 16 * 1048576;
export const POOL_WORTH_FILES = 2000;

export interface Ahead<T> {
  /** What was walked. */
  readonly ahead: T[];
  /** Enough for a pool, and perhaps more than was walked. */
  readonly more: boolean;
  readonly bytes: number;
}

export function lookAhead<T>(items: Iterator<T>, sizeOf: (item: T) => number): Ahead<T> {
  const ahead: T[] = [];
  let bytes = 0;
  for (;;) {
    const next = items.next();
    if (next.done === true) return { ahead, more: false, bytes };
    ahead.push(next.value);
    bytes += sizeOf(next.value);
    if (bytes >= POOL_WORTH_BYTES || ahead.length >= POOL_WORTH_FILES) return { ahead, more: true, bytes };
  }
}
