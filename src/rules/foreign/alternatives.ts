// What can be told of a pattern of another tool by its brackets alone: its alternatives, as patterns of their own, and its groups.

/** Flags that hold for the whole pattern: `(?i)`, `(?xs)`. */
const FLAGS = /^(?:\s*\(\?[imsxU]+\))+/;

/** Groups around everything that are opened, and alternatives that are told apart: nobody writes more. */
const MOST_LAYERS = 8;
const MOST_ALTERNATIVES = 1000;

/** `(?i)(?:a|b)` → `(?i)a`, `(?i)b`; the pattern itself where it has none at its top. */
export function alternativesOf(pattern: string): readonly string[] {
  const flags = FLAGS.exec(pattern)?.[0] ?? '';
  const verbose = /\(\?[imsU]*x/.test(flags);
  let body = pattern.slice(flags.length).trim();
  for (let layers = 0; layers <= MOST_LAYERS; layers++) {
    const parts = split(body, verbose);
    if (parts.length > MOST_ALTERNATIVES) break;
    if (parts.length > 1) return parts.map((part) => flags + part);
    const inner = unwrapped(body, verbose);
    if (inner === null) break;
    body = inner;
  }
  return [pattern];
}

/** What stands in a group without a number that is all there is. */
function unwrapped(body: string, verbose: boolean): string | null {
  if (!body.startsWith('(?:') || !body.endsWith(')')) return null;
  let closed = -1;
  walk(body, verbose, (at, depth) => {
    if (closed < 0 && body[at] === ')' && depth === 0) closed = at;
  });
  return closed === body.length - 1 ? body.slice(3, -1).trim() : null;
}

/** How many groups of a pattern have a number. */
export function capturesOf(pattern: string): number {
  let count = 0;
  walk(pattern, /\(\?[imsU]*x/.test(FLAGS.exec(pattern)?.[0] ?? ''), (at) => {
    if (pattern[at] === '(' && (pattern[at + 1] !== '?' || /^\(\?(?:P?<[A-Za-z_]|')/.test(pattern.slice(at, at + 5)))) count++;
  });
  return count;
}

function split(body: string, verbose: boolean): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  walk(body, verbose, (at, depth) => {
    if (body[at] !== '|' || depth !== 0) return;
    parts.push(body.slice(from, at));
    from = at + 1;
  });
  return [...parts, body.slice(from)];
}

/** Calls with every character that stands for itself neither by an escape, nor in a class or comment, and the groups open behind it. */
function walk(text: string, verbose: boolean, see: (at: number, depth: number) => void): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const one = text[at];
    if (one === '\\') at++;
    else if (one === '[') at = classEnd(text, at);
    else if (verbose && one === '#') at = ends(text.indexOf('\n', at), text);
    else if (text.startsWith('(?#', at)) at = ends(text.indexOf(')', at), text);
    else {
      if (one === '(') depth++;
      else if (one === ')') depth--;
      see(at, depth);
    }
  }
}

function classEnd(text: string, from: number): number {
  let at = from + 1;
  if (text[at] === '^') at++;
  if (text[at] === ']') at++;
  for (; at < text.length && text[at] !== ']'; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith('[:', at)) at = ends(text.indexOf(':]', at), text) + 1;
  }
  return at;
}

function ends(at: number, text: string): number {
  return at < 0 ? text.length : at;
}
