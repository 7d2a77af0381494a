// Errors in patterns: which construct, where in the pattern, and what to write instead.

import { WardlineError } from '../../errors.ts';
import type { Position } from '../model.ts';

export class PatternError extends WardlineError {
  /** What was found, in two or three words that stay stable; importers report by it. */
  readonly construct: string;
  /** Index into the pattern's text. */
  readonly index: number;

  constructor(construct: string, message: string, hint: string, index: number, at: Position) {
    super('RULE_PATTERN', message, { hint, at });
    this.construct = construct;
    this.index = index;
  }
}

export interface Unsupported {
  readonly construct: string;
  readonly hint: string;
}

/** What may follow `(?` in other dialects but not here. Longer openings first. */
export const UNSUPPORTED_GROUPS: readonly (readonly [opening: string, what: Unsupported])[] = [
  ['(?<=', { construct: 'look-behind', hint: 'use `boundary` for the neighbouring byte, `context` for words before it' }],
  ['(?<!', { construct: 'negative look-behind', hint: 'use `boundary` for what may not stand directly before the match' }],
  ['(?=', { construct: 'look-ahead', hint: 'match the text after it too and put the secret into `(?<secret> )`, or use `context`' }],
  ['(?!', { construct: 'negative look-ahead', hint: 'narrow the character class, use `boundary`, or a check that refuses the unwanted form' }],
  ['(?>', { construct: 'atomic group', hint: 'write `(?: )`: nothing backtracks here' }],
  ['(?|', { construct: 'branch-reset group', hint: 'write `(?: )`, and one pattern for each place of the secret' }],
  ['(?#', { construct: 'comment in a pattern', hint: 'write a YAML comment after `#` instead' }],
  ['(?P=', { construct: 'back-reference', hint: 'repeat the class, and let a check compare the two parts' }],
  ['(?P>', { construct: 'subroutine call', hint: 'write the group out where it is needed' }],
  ['(?R)', { construct: 'recursion', hint: 'write the nested form out to the depth that is needed' }],
  ['(?(', { construct: 'conditional group', hint: 'write one pattern for each case under `patterns`' }],
  ['(*', { construct: 'backtracking verb', hint: 'take it out: nothing backtracks here' }],
];

/** Letters and digits after a backslash that other dialects know. */
export function unsupportedEscape(letter: string): Unsupported {
  if (letter >= '1' && letter <= '9') {
    return { construct: 'back-reference', hint: 'repeat the class, and let a check compare the two parts' };
  }
  const known: Readonly<Record<string, Unsupported>> = {
    '0': { construct: 'octal escape', hint: 'write `\\x00`' },
    a: { construct: 'escape `\\a`', hint: 'write `\\x07`' },
    e: { construct: 'escape `\\e`', hint: 'write `\\x1b`' },
    k: { construct: 'back-reference', hint: 'repeat the class, and let a check compare the two parts' },
    g: { construct: 'back-reference', hint: 'repeat the class, and let a check compare the two parts' },
    p: { construct: 'Unicode class', hint: 'patterns are over bytes: write the characters, or `[^\\x00-\\x7f]` for any non-ASCII byte' },
    P: { construct: 'Unicode class', hint: 'patterns are over bytes: write the characters, or `[^\\x00-\\x7f]` for any non-ASCII byte' },
    u: { construct: 'escape `\\u`', hint: 'write the character itself: the file is UTF-8' },
    U: { construct: 'escape `\\U`', hint: 'write the character itself: the file is UTF-8' },
    Q: { construct: 'quoted run `\\Q…\\E`', hint: 'put a backslash before each special character' },
    E: { construct: 'quoted run `\\Q…\\E`', hint: 'put a backslash before each special character' },
    K: { construct: 'match reset `\\K`', hint: 'put the secret into `(?<secret> )`' },
    G: { construct: 'assertion `\\G`', hint: 'take it out: every match starts afresh' },
    Z: { construct: 'assertion `\\Z`', hint: 'write `\\z`, or `$` for the end of a line' },
    h: { construct: 'escape `\\h`', hint: 'write `[ \\t]`' },
    H: { construct: 'escape `\\H`', hint: 'write `[^ \\t]`' },
    R: { construct: 'escape `\\R`', hint: 'write `\\r?\\n`' },
    N: { construct: 'escape `\\N`', hint: 'write `.`' },
    X: { construct: 'escape `\\X`', hint: 'write `.`: patterns are over bytes' },
    C: { construct: 'escape `\\C`', hint: 'write `[\\x00-\\xff]`' },
    c: { construct: 'control escape', hint: 'write the byte as `\\xHH`' },
    o: { construct: 'octal escape', hint: 'write the byte as `\\xHH`' },
  };
  return (
    (Object.hasOwn(known, letter) ? known[letter] : undefined) ?? {
      construct: 'unknown escape',
      hint: `write \`${letter}\` alone if the letter is meant`,
    }
  );
}
