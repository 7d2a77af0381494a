// Reading and decoding without waiting would keep signals, timers and messages unheard for as long as an input is long.

const TURN_MS = 30;
let last = 0;

/** Null while the event loop had its turn not long ago, else a promise of one. */
export function breath(): Promise<void> | null {
  const now = performance.now();
  if (now - last < TURN_MS) return null;
  return new Promise((resolve) => {
    setImmediate(() => {
      last = performance.now();
      resolve();
    });
  });
}
