// Text of a template → parts. Grammar in docs/rules.md, "Templates".

import { WardlineError } from '../errors.ts';
import { nearestName } from '../nearest.ts';
import { bytesOf } from '../rules/regex/byteset.ts';
import { parsePattern } from '../rules/regex/parse.ts';
import { ALPHABETS } from './alphabets.ts';

export type Encoding = 'b64enc' | 'b64uenc' | 'hexenc' | 'pctenc' | 'escenc' | 'entenc';

export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'draw'; readonly alphabet: string; readonly min: number; readonly max: number }
  | { readonly type: 'uuid'; readonly dashes: boolean }
  | { readonly type: 'oid' }
  | { readonly type: 'snowflake'; readonly length: number }
  | { readonly type: 'repeat'; readonly text: string; readonly count: number }
  | { readonly type: 'sequence'; readonly length: number }
  | { readonly type: 'words'; readonly count: number }
  | { readonly type: 'host' }
  | { readonly type: 'user' }
  | { readonly type: 'secret' }
  | { readonly type: 'encode'; readonly encoding: Encoding; readonly parts: readonly TemplatePart[] };

export const MAX_TEMPLATE_LENGTH = 16_384;
export const MAX_DRAW = 32_768;
const MAX_DEPTH = 8;
const ENCODINGS: readonly string[] = ['b64enc', 'b64uenc', 'hexenc', 'pctenc', 'escenc', 'entenc'];
const SIMPLE = ['uuid', 'uuid32', 'oid', 'word', 'words', 'host', 'user', 'secret', 'rep', 'seq', 'dsc', 'json'];

/** Code RULE_TEMPLATE. `index` counts characters of the template. */
export class TemplateError extends WardlineError {
  readonly index: number;

  constructor(message: string, hint: string, index: number) {
    super('RULE_TEMPLATE', `${message} (character ${index + 1} of the template)`, { hint });
    this.index = index;
  }
}

/** Throws TemplateError. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  if (template.length > MAX_TEMPLATE_LENGTH) {
    throw new TemplateError(`the template has ${template.length} characters, more than ${MAX_TEMPLATE_LENGTH}`, 'shorten it; `{b64:400}` draws long runs', 0);
  }
  const parser = new TemplateParser(template);
  const parts = parser.parts('end');
  return parts;
}

type Ending = 'end' | 'quote' | 'brace';

class TemplateParser {
  private readonly source: string;
  private index = 0;
  private depth = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Parts up to the ending, which is left unread. `brace` is the inside of `{json:…}`, where bare braces are literal. */
  parts(ending: Ending): TemplatePart[] {
    const start = this.index;
    const parts: TemplatePart[] = [];
    let text = '';
    let open = 0;
    let quoted = false;
    if (++this.depth > MAX_DEPTH) throw new TemplateError(`templates are nested more than ${MAX_DEPTH} deep`, 'take a level out', start);
    for (;;) {
      const char = this.source[this.index];
      if (char === undefined) {
        if (ending === 'end') break;
        throw new TemplateError('the template ends too early', ending === 'quote' ? 'close the text with `"}`' : 'close `{json:` with `}`', start);
      }
      if (ending === 'quote' && char === '"' && this.closesQuote()) break;
      if (char === '{' && (ending !== 'brace' || this.startsTemplate())) {
        if (ending !== 'brace' && this.source[this.index + 1] === '{') {
          text += '{';
          this.index += 2;
          continue;
        }
        if (text !== '') parts.push({ type: 'text', text });
        text = '';
        parts.push(...this.template());
        continue;
      }
      if (ending === 'brace') {
        if (char === '"' && !endsInBackslash(text)) quoted = !quoted;
        else if (char === '{' && !quoted) open++;
        else if (char === '}' && !quoted && open-- === 0) break;
      } else if (char === '}') {
        if (this.source[this.index + 1] !== '}') throw new TemplateError('`}` closes nothing', 'write `}}` for a brace', this.index);
        this.index++;
      } else if (ending === 'quote' && char === '\\') {
        text += this.quotedEscape();
        continue;
      }
      text += char;
      this.index++;
    }
    if (text !== '') parts.push({ type: 'text', text });
    this.depth--;
    return parts;
  }

  /** Inside `{json:…}` only a known name after the brace makes a template. */
  private startsTemplate(): boolean {
    const name = /\{(?:([A-Za-z0-9]+)[:}]|\[)/y;
    name.lastIndex = this.index;
    const found = name.exec(this.source);
    return found !== null && found[1] !== undefined && (ALPHABETS.has(found[1]) || SIMPLE.includes(found[1]) || ENCODINGS.includes(found[1]));
  }

  /** `"}` ends a quoted text, but `"}}` is a quote and a brace in it: an odd run of braces begins with the closing one. */
  private closesQuote(): boolean {
    let end = this.index + 1;
    while (this.source[end] === '}') end++;
    return (end - this.index) % 2 === 0;
  }

  private quotedEscape(): string {
    const at = this.index;
    const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
    const letter = this.source[at + 1] ?? '';
    const char = Object.hasOwn(known, letter) ? known[letter] : undefined;
    if (char === undefined) throw new TemplateError(`\`\\${letter}\` is no escape here`, 'known are \\n, \\t, \\r, \\" and \\\\', at);
    this.index += 2;
    return char;
  }

  private template(): TemplatePart[] {
    const start = this.index++;
    if (this.source[this.index] === '[') return [this.bracketDraw(start)];
    const found = /([A-Za-z0-9]*)([:}]?)/y;
    found.lastIndex = this.index;
    const [whole, name = '', end = ''] = found.exec(this.source) ?? [''];
    if (name === '') throw new TemplateError('`{` begins no template', 'write `{{` for a brace', start);
    if (end === '') throw new TemplateError(`\`{${name}\` is not followed by \`:\` or \`}\``, 'write `{{` for a brace', start);
    this.index += whole.length;
    const part = this.named(name, end === ':', start);
    return Array.isArray(part) ? part : [part];
  }

  private named(name: string, hasArgument: boolean, start: number): TemplatePart | TemplatePart[] {
    if (ENCODINGS.includes(name)) {
      if (!hasArgument || this.source[this.index] !== '"') throw new TemplateError(`\`{${name}\` needs a quoted text`, `write \`{${name}:"…"}\``, start);
      this.index++;
      const parts = this.parts('quote');
      this.index += 2;
      return { type: 'encode', encoding: name as Encoding, parts };
    }
    if (name === 'json') {
      if (!hasArgument) throw new TemplateError('`{json` needs a body', 'write `{json:"key": "value"}`', start);
      const parts = this.parts('brace');
      this.index++;
      return [{ type: 'text', text: '{' }, ...parts, { type: 'text', text: '}' }];
    }
    const argument = hasArgument ? this.argument(name, start) : null;
    const alphabet = ALPHABETS.get(name);
    if (alphabet !== undefined) {
      if (argument === null) throw new TemplateError(`\`{${name}}\` needs a length`, `write \`{${name}:32}\` or \`{${name}:20-40}\``, start);
      return { type: 'draw', alphabet, ...this.range(argument, name, start) };
    }
    return this.simple(name, argument, start);
  }

  private simple(name: string, argument: string | null, start: number): TemplatePart {
    const none = (part: TemplatePart): TemplatePart => {
      if (argument !== null) throw new TemplateError(`\`{${name}}\` takes no argument`, `write \`{${name}}\``, start);
      return part;
    };
    switch (name) {
      case 'uuid':
        return none({ type: 'uuid', dashes: true });
      case 'uuid32':
        return none({ type: 'uuid', dashes: false });
      case 'oid':
        return argument === '24' ? { type: 'oid' } : none({ type: 'oid' });
      case 'dsc':
        return { type: 'snowflake', length: this.count(argument ?? '24', name, start) };
      case 'word':
        return none({ type: 'words', count: 1 });
      case 'words':
        return { type: 'words', count: this.count(argument ?? '3', name, start) };
      case 'host':
        return none({ type: 'host' });
      case 'user':
        return none({ type: 'user' });
      case 'secret':
        return none({ type: 'secret' });
      case 'seq':
        return { type: 'sequence', length: this.count(argument ?? '', name, start) };
      case 'rep': {
        const colon = (argument ?? '').lastIndexOf(':');
        if (argument === null || colon < 1) throw new TemplateError('`{rep` needs a text and a count', 'write `{rep:x:36}`', start);
        const count = this.count(argument.slice(colon + 1), name, start);
        return { type: 'repeat', text: argument.slice(0, colon), count };
      }
      default: {
        const near = nearestName(name, [...ALPHABETS.keys(), ...SIMPLE, ...ENCODINGS]);
        throw new TemplateError(`\`{${name}\` is no template`, near ? `did you mean \`{${near}\`; write \`{{\` for a brace` : 'write `{{` for a brace; docs/rules.md lists the templates', start);
      }
    }
  }

  /** Text up to the closing brace, which is read. */
  private argument(name: string, start: number): string {
    const end = this.source.indexOf('}', this.index);
    if (end < 0) throw new TemplateError(`\`{${name}:\` is not closed`, 'add `}`; write `{{` for a brace', start);
    const text = this.source.slice(this.index, end);
    this.index = end + 1;
    return text;
  }

  /** `{[a-f0-9]:12}`: a class of the pattern dialect. */
  private bracketDraw(start: number): TemplatePart {
    const end = /\](?=:[0-9-]*\})/g;
    end.lastIndex = this.index + 1;
    const found = end.exec(this.source);
    if (!found) throw new TemplateError('`{[` has no end', 'write `{[a-f0-9]:12}`; write `{{` for a brace', start);
    const text = this.source.slice(this.index, found.index + 1);
    const node = classOf(text, start);
    this.index = found.index + 2;
    const argument = this.argument(text, start);
    return { type: 'draw', alphabet: node, ...this.range(argument, text, start) };
  }

  private range(argument: string, name: string, start: number): { min: number; max: number } {
    const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(argument);
    const min = Number(found?.[1]);
    const max = found?.[2] === undefined ? min : Number(found[2]);
    if (!found || max < min || max < 1 || max > MAX_DRAW) {
      throw new TemplateError(`\`${argument}\` is no length from 1 to ${MAX_DRAW}`, `write \`{${name}:32}\` or \`{${name}:20-40}\``, start);
    }
    return { min, max };
  }

  private count(argument: string, name: string, start: number): number {
    const count = /^\d{1,6}$/.test(argument) ? Number(argument) : 0;
    if (count < 1 || count > MAX_DRAW) throw new TemplateError(`\`{${name}\` needs a count from 1 to ${MAX_DRAW}`, `write for example \`{${name}:${name === 'rep' ? 'x:' : ''}12}\``, start);
    return count;
  }
}

function classOf(text: string, start: number): string {
  try {
    const { root } = parsePattern(text, { file: '', line: 1, column: 1 });
    if (root.type === 'class') {
      const chars = bytesOf(root.set).filter((byte) => byte >= 0x20 && byte < 0x7f);
      if (chars.length > 0) return String.fromCharCode(...chars);
    }
  } catch (error) {
    if (!(error instanceof WardlineError)) throw error;
  }
  throw new TemplateError(`\`${text}\` is no class of printable characters`, 'write for example `{[a-f0-9]:12}`', start);
}

/** Whether an odd number of backslashes stands at the end. */
function endsInBackslash(text: string): boolean {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count++;
  return count % 2 === 1;
}
