// Text of a pattern → tree. One recursive descent over the dialect of docs/rules.md; importers of foreign rule files
// switch on a few constructs of other dialects (`ForeignSyntax`), which leave no trace in the tree.

import type { Position } from '../model.ts';
import {
  alt,
  type AssertKind,
  cat,
  classNode,
  countPositions,
  EMPTY,
  MAX_NESTING,
  MAX_PATTERN_LENGTH,
  MAX_POSITIONS,
  MAX_REPEAT,
  type PatternAst,
  type PatternNode,
  repeat,
} from './ast.ts';
import { foldCase, singleton } from './byteset.ts';
import { ANY_BYTE, NOT_NEWLINE } from './classes.ts';
import { type ParseOptions, PatternCursor } from './cursor.ts';
import { bracketSet, escapedSet } from './parse-class.ts';
import { UNSUPPORTED_GROUPS } from './pattern-error.ts';

interface Flags {
  ignoreCase: boolean;
  dotAll: boolean;
  multiLine: boolean;
  verbose: boolean;
}

const ENCODER = new TextEncoder();
const QUANTIFIER = /\{(\d*)(,?)(\d*)\}/y;

/**
 * `at` is where the first character of `source` stands. Throws PatternError (code RULE_PATTERN) for anything outside
 * the dialect or beyond its limits.
 */
export function parsePattern(source: string, at: Position, options: ParseOptions = {}): PatternAst {
  return new PatternParser(source, at, options).parse();
}

class PatternParser extends PatternCursor {
  private readonly at: Position;
  private flags: Flags;
  private depth = 0;
  private captures = 0;
  /** Index of the opening of the secret group, or -1. */
  private secretIndex = -1;

  constructor(source: string, at: Position, options: ParseOptions) {
    super(source, at, options);
    this.at = at;
    this.flags = {
      ignoreCase: this.foreign?.ignoreCase ?? false,
      dotAll: this.foreign?.dotAll ?? false,
      multiLine: this.foreign?.multiLine ?? true,
      verbose: this.foreign?.verbose ?? false,
    };
  }

  parse(): PatternAst {
    const { source } = this;
    if (source.length === 0) this.fail('empty pattern', 'the pattern is empty', 'write what the secret looks like', 0);
    // Verbose foreign patterns shrink when they are printed again; give them room for their comments.
    const limit = this.foreign ? MAX_PATTERN_LENGTH * 8 : MAX_PATTERN_LENGTH;
    if (source.length > limit) {
      this.fail('pattern too long', `the pattern has ${source.length} characters, more than ${limit}`, 'split it into several under `patterns`', 0);
    }
    const root = this.alternation();
    if (this.index < source.length) {
      this.fail('unmatched parenthesis', '`)` closes nothing', 'write `\\)` if the character is meant', this.index);
    }
    const positions = countPositions(root);
    if (positions > MAX_POSITIONS) {
      this.fail('pattern too large', `written out, the pattern has ${positions} positions, more than ${MAX_POSITIONS}`, 'lower the repeat counts, or end in an open repeat such as `{20,}`', 0);
    }
    return { source, at: this.at, root, hasSecret: this.secretIndex >= 0, positions };
  }

  private alternation(): PatternNode {
    const start = this.index;
    const branches = [this.sequence()];
    while (this.peek('|')) {
      this.index++;
      branches.push(this.sequence());
    }
    if (branches.length === 1) return branches[0] ?? EMPTY;
    if (this.secretIndex >= start) {
      this.fail('secret group in an alternative', 'the secret group stands in one alternative of several', 'write one pattern for each alternative under `patterns`', this.secretIndex);
    }
    return alt(branches);
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    for (;;) {
      this.skipVerbose();
      if (this.index >= this.source.length || this.peek('|') || this.peek(')')) return cat(items);
      const start = this.index;
      const atom = this.atom();
      if (atom !== null) items.push(this.quantified(atom, start));
    }
  }

  /** White space and comments of verbose foreign patterns. */
  private skipVerbose(): void {
    if (!this.foreign) return;
    for (;;) {
      if (this.peek('(?#')) {
        const end = this.source.indexOf(')', this.index);
        if (end < 0) return;
        this.index = end + 1;
      } else if (this.flags.verbose && /\s/.test(this.source[this.index] ?? 'x')) this.index++;
      else if (this.flags.verbose && this.peek('#')) {
        const end = this.source.indexOf('\n', this.index);
        this.index = end < 0 ? this.source.length : end + 1;
      } else return;
    }
  }

  /** One atom, or null for what only changes flags. */
  private atom(): PatternNode | null {
    const start = this.index;
    const char = this.source[start] ?? '';
    switch (char) {
      case '(':
        return this.group();
      case '[':
        return classNode(bracketSet(this, this.flags.ignoreCase));
      case '\\':
        return this.escape();
      case '.':
        this.index++;
        return classNode(this.flags.dotAll ? ANY_BYTE : NOT_NEWLINE);
      case '^':
        this.index++;
        return assertion(this.flags.multiLine ? 'lineStart' : 'textStart');
      case '$':
        this.index++;
        return assertion(this.flags.multiLine ? 'lineEnd' : 'textEnd');
      case '*':
      case '+':
      case '?':
        return this.fail('misplaced quantifier', `\`${char}\` repeats nothing`, `write \`\\${char}\` if the character is meant`, start);
      case '{': {
        const quantifier = this.braces();
        if (quantifier) {
          return this.fail('misplaced quantifier', `\`${quantifier[0]}\` repeats nothing`, 'write `\\{` if the brace is meant', start);
        }
        this.index++;
        return this.literal('{');
      }
      default:
        return this.literal(this.character());
    }
  }

  private literal(char: string): PatternNode {
    return cat([...ENCODER.encode(char)].map((byte) => this.byteNode(byte)));
  }

  private byteNode(byte: number): PatternNode {
    const set = singleton(byte);
    return classNode(this.flags.ignoreCase ? foldCase(set) : set);
  }

  private quantified(atom: PatternNode, start: number): PatternNode {
    this.skipVerbose();
    const at = this.index;
    const bounds = this.quantifier();
    if (bounds === null) return atom;
    const [min, max] = bounds;
    if (atom.type === 'assert') {
      this.fail('repeated assertion', `\`${this.source.slice(start, this.index)}\` repeats a place, not a character`, 'take the quantifier out', at);
    }
    if (this.secretIndex >= start) {
      this.fail('repeated secret group', 'the secret group stands in a repeat', 'put the repeat inside the group, or write one pattern for each form', this.secretIndex);
    }
    if (this.peek('?')) this.index++; // lazy: read as its greedy twin
    else if (this.peek('+')) {
      this.fail('possessive quantifier', `\`${this.source.slice(at, this.index + 1)}\` is possessive`, `write \`${this.source.slice(at, this.index)}\`: nothing backtracks here`, at);
    }
    this.skipVerbose();
    const next = this.index;
    if (this.quantifier() !== null) {
      this.fail('doubled quantifier', `\`${this.source.slice(at, this.index)}\` repeats a repeat`, 'put the inner one into `(?: )`', next);
    }
    const node = repeat(atom, min, max);
    const positions = countPositions(node);
    if (positions > MAX_POSITIONS) {
      this.fail('pattern too large', `written out, this repeat has ${positions} positions, more than ${MAX_POSITIONS}`, 'lower the count, or end in an open repeat such as `{20,}`', at);
    }
    return node;
  }

  /** Reads `*`, `+`, `?` or a braced count; null (and nothing read) when none follows. */
  private quantifier(): readonly [min: number, max: number] | null {
    const at = this.index;
    const char = this.source[at];
    if (char === '*' || char === '+' || char === '?') {
      this.index++;
      return [char === '+' ? 1 : 0, char === '?' ? 1 : Infinity];
    }
    if (char !== '{') return null;
    const found = this.braces();
    if (!found) return null; // a literal brace
    const [text, low = '', comma = '', high = ''] = found;
    if (low === '') {
      this.fail('ambiguous brace', `\`${text}\` means different things in different dialects`, `write \`{0,${high}}\` for a repeat, \`\\{\` for the brace`, at);
    }
    const min = Number(low);
    const written = comma === '' ? min : high === '' ? Infinity : Number(high);
    // Other tools allow larger counts; an open end means the same up to the engine's window.
    const max = this.foreign && comma !== '' && written > MAX_REPEAT ? Infinity : written;
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      this.fail('repeat too large', `\`${text}\` repeats more than ${MAX_REPEAT} times`, `use an open repeat such as \`{${Math.min(min, MAX_REPEAT)},}\``, at);
    }
    if (min > max) this.fail('reversed repeat', `\`${text}\` has its ends the wrong way round`, `write \`{${max},${min}}\``, at);
    this.index += text.length;
    return [min, max];
  }

  /** `{n}`, `{n,}`, `{n,m}` or the ambiguous `{,m}` at the index. */
  private braces(): RegExpExecArray | null {
    QUANTIFIER.lastIndex = this.index;
    const found = QUANTIFIER.exec(this.source);
    return found && found[0] !== '{}' ? found : null;
  }

  private group(): PatternNode | null {
    const start = this.index;
    if (++this.depth > MAX_NESTING) {
      this.fail('nesting too deep', `groups are nested more than ${MAX_NESTING} deep`, 'take out groups that are not needed', start);
    }
    const secret = this.groupOpening(start);
    if (secret === 'flags') {
      this.depth--;
      return null;
    }
    if (secret.isSecret) this.secretIndex = start;
    const node = this.alternation();
    if (!this.peek(')')) {
      this.fail('unclosed group', `\`${this.source.slice(start, secret.bodyIndex)}\` is not closed`, 'write `\\(` if the character is meant, else add `)`', start);
    }
    this.index++;
    this.depth--;
    this.flags = secret.outerFlags;
    return secret.isSecret ? { type: 'group', secret: true, node } : node;
  }

  /** Reads the opening of a group and sets the flags inside it. `flags` for a bare `(?i)`, which is read whole. */
  private groupOpening(start: number): 'flags' | { isSecret: boolean; bodyIndex: number; outerFlags: Flags } {
    const outerFlags = { ...this.flags };
    const done = (length: number, isSecret: boolean) => {
      this.index = start + length;
      return { isSecret, bodyIndex: start + length, outerFlags };
    };
    const rest = this.source.slice(start, start + 80);
    const name = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
    if (name) return done(name[0].length, this.isSecret(name[1] ?? '', start));
    for (const [opening, what] of UNSUPPORTED_GROUPS) {
      if (rest.startsWith(opening)) this.fail(what.construct, `${what.construct} \`${opening}\` is not supported`, what.hint, start);
    }
    if (!rest.startsWith('(?')) return done(1, this.foreign !== null && this.isSecret('', start));
    const flags = /^\(\?([a-zA-Z]*)(-[a-zA-Z]+)?([:)])/.exec(rest);
    if (!flags || flags[0] === '(?)') {
      return this.fail('unknown group', `\`${rest.slice(0, 4)}\` opens no known group`, 'known are `( )`, `(?: )`, `(?i: )` and `(?<secret> )`', start);
    }
    const [text, on = '', off = '-', end] = flags;
    for (const flag of on) this.setFlag(flag, true, start);
    for (const flag of off.slice(1)) this.setFlag(flag, false, start);
    if (end === ':') return done(text.length, false);
    this.index = start + text.length;
    return 'flags';
  }

  private isSecret(name: string, start: number): boolean {
    if (this.foreign) {
      const number = ++this.captures;
      const { secretGroup } = this.foreign;
      return this.secretIndex < 0 && (secretGroup === 'first' || secretGroup === number || (name !== '' && secretGroup === name));
    }
    if (name !== 'secret') {
      this.fail('named group', `\`${name}\` is no known group name`, 'only `secret` has a meaning; write `(?: )` for the others', start);
    }
    if (this.secretIndex >= 0) {
      this.fail('second secret group', 'there is more than one secret group', 'write one pattern for each under `patterns`', start);
    }
    return true;
  }

  private setFlag(flag: string, on: boolean, start: number): void {
    if (flag === 'i') this.flags.ignoreCase = on;
    else if (this.foreign && flag === 's') this.flags.dotAll = on;
    else if (this.foreign && flag === 'm') this.flags.multiLine = on;
    else if (this.foreign && flag === 'x') this.flags.verbose = on;
    else if (!this.foreign || flag !== 'u') {
      const hints: Readonly<Record<string, string>> = {
        s: 'write `[\\x00-\\xff]` where `.` should take line ends too',
        m: 'take it out: `^` and `$` stand at line ends anyway',
        x: 'write the pattern without spaces, with YAML comments',
        u: 'take it out: patterns are over bytes',
        U: 'take it out: the longest match is taken anyway',
      };
      this.fail(`flag \`${flag}\``, `flag \`${flag}\` is not supported`, (Object.hasOwn(hints, flag) ? hints[flag] : undefined) ?? 'only `i` is known', start);
    }
  }

  /** After a backslash outside brackets. */
  private escape(): PatternNode {
    const start = this.index;
    const letter = this.source[start + 1];
    const asserts: Readonly<Record<string, AssertKind>> = { b: 'wordBoundary', B: 'notWordBoundary', A: 'textStart', z: 'textEnd' };
    const kind = letter === undefined ? undefined : Object.hasOwn(asserts, letter) ? asserts[letter] : undefined;
    if (kind !== undefined || (this.foreign && letter === 'Z')) {
      this.index += 2;
      return assertion(kind ?? 'textEnd');
    }
    const set = escapedSet(this, start);
    return typeof set === 'number' ? this.byteNode(set) : classNode(set);
  }
}

function assertion(kind: AssertKind): PatternNode {
  return { type: 'assert', kind };
}
