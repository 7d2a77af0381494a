// The only form in which a secret's bytes are held outside the engine. Whatever prints it, prints `[secret]`.

const MASK = '[secret]';

export class Secret {
  readonly #bytes: Uint8Array;

  /** Copies `bytes`: the caller's memory may be reused. */
  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** A copy of the bytes. Every call of this is a place where a secret leaves; keep them few. */
  reveal(): Uint8Array {
    return this.#bytes.slice();
  }

  /** The secret as text; bytes that are no UTF-8 become U+FFFD. */
  revealText(): string {
    return new TextDecoder().decode(this.#bytes);
  }

  /** Overwrites the bytes; what was revealed before is not affected. */
  erase(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  get [Symbol.toStringTag](): string {
    return 'Secret';
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
