// A place in the text of a pattern: what stands there, and errors that name it.

import type { Position } from '../model.ts';
import { PatternError } from './pattern-error.ts';

/** How patterns of other tools differ. Only importers use it. */
export interface ForeignSyntax {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
  readonly verbose: boolean;
  /** Which capture group is the secret: 0 for the whole match, `first` for the first one there is. */
  readonly secretGroup: number | 'first' | string;
}

export interface ParseOptions {
  /** Where the character with this index stands; needed when the text was unescaped by YAML. */
  readonly locate?: (index: number) => Position;
  readonly foreign?: ForeignSyntax;
}

export class PatternCursor {
  readonly source: string;
  readonly foreign: ForeignSyntax | null;
  index = 0;
  private readonly locate: (index: number) => Position;

  constructor(source: string, at: Position, options: ParseOptions) {
    this.source = source;
    this.locate = options.locate ?? ((index) => ({ ...at, column: at.column + index }));
    this.foreign = options.foreign ?? null;
  }

  fail(construct: string, message: string, hint: string, index: number): never {
    throw new PatternError(construct, message, hint, index, this.locate(index));
  }

  peek(text: string): boolean {
    return this.source.startsWith(text, this.index);
  }

  /** The character at the index, surrogate pairs in one piece. */
  character(): string {
    const code = this.source.codePointAt(this.index) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) {
      this.fail('lone surrogate', 'half of a surrogate pair is no character', 'write the byte as `\\xHH`', this.index);
    }
    const char = String.fromCodePoint(code);
    this.index += char.length;
    return char;
  }
}
