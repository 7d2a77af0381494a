// Engines are costly to make and cheap to reuse: scanners of the same rules share a few idle ones.

import type { HitSource } from '../engine/types.ts';

const MOST_IDLE = 4;

export class SourcePool {
  readonly #make: () => HitSource;
  #idle: HitSource[] = [];

  constructor(make: () => HitSource) {
    this.#make = make;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** A source at its beginning, for one input. */
  acquire(): HitSource {
    const source = this.#idle.pop() ?? this.#make();
    source.begin(0);
    return source;
  }

  /** Gives a source back whose input was finished. One that failed half way is not given back. */
  release(source: HitSource): void {
    if (this.#idle.length < MOST_IDLE) this.#idle.push(source);
  }

  clear(): void {
    this.#idle = [];
  }
}
