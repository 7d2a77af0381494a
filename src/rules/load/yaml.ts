// YAML text → document, guarded: the YAML package recurses (and may end the process) on deeply nested input, and its
// own check for repeated keys is quadratic, so depth is watched while parsing and repeated keys are left to the reader.

import { Composer, type Document, LineCounter, Parser } from 'yaml';
import type { Problems } from './problems.ts';

export const MAX_YAML_LENGTH = 4 * 1024 * 1024;
/** Of the parser's stack; a rule file needs about a dozen. */
const MAX_STACK = 64;

export interface ParsedYaml {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Null when there is nothing to go on with; the reasons are in `problems`. */
export function parseYaml(text: string, file: string, problems: Problems): ParsedYaml | null {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (text.length > MAX_YAML_LENGTH) {
    problems.add(`the file has ${text.length} characters, more than ${MAX_YAML_LENGTH}`, 'split it by provider', { file, line: 1, column: 1 });
    return null;
  }
  const parser = new Parser(lines.addNewLine);
  parser.next = guarded(parser);
  const documents: Document[] = [];
  try {
    const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent', lineCounter: lines });
    for (const document of composer.compose(parser.parse(text), true, text.length)) documents.push(document as Document);
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    problems.add('the file is nested too deeply', 'a rule file needs lists in maps in a list, no more', at(error.offset));
    return null;
  }
  if (documents.length > 1) {
    problems.add('the file holds several YAML documents', 'put each into a file of its own', at(documents[1]?.range?.[0] ?? 0));
  }
  const [document] = documents;
  if (!document) return null;
  for (const error of document.errors) problems.add(`not valid YAML: ${plainWords(error.message)}`, hintFor(error.code), at(error.pos[0]));
  return { document, lines };
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('too deep');
    this.offset = offset;
  }
}

function guarded(parser: Parser): Parser['next'] {
  const next = parser.next.bind(parser);
  return function* (source: string) {
    if (parser.stack.length > MAX_STACK) throw new TooDeep(parser.offset);
    yield* next(source);
  };
}

/** First line of the message, in this project's form; it quotes nothing of the file but single characters and tag names. */
function plainWords(message: string): string {
  const line = (message.split('\n')[0] ?? '').replace(/\.$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function hintFor(code: string): string {
  if (code === 'TAB_AS_INDENT') return 'indent with spaces';
  if (code === 'BAD_ALIAS') return 'put text that begins with `*` into single quotes';
  return "put text with `: `, ` #` or a special first character such as `[`, `{`, `*`, `&` into single quotes";
}
