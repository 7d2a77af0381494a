// What stands around a finding in its line: the variable's own name, the quotes, the line itself.

export interface Surroundings {
  /** The name the secret is assigned to, as it stands in the text; empty when there is none. */
  readonly name: string;
  /** The line, without its end, and where the secret lies in it. */
  readonly line: string;
  readonly from: number;
  readonly to: number;
  /** The secret is the whole of a quoted string; then `quoteFrom` and `quoteTo` take the quotes in. */
  readonly quoted: boolean;
  readonly quoteFrom: number;
  readonly quoteTo: number;
}

const MAX_SIDE = 160;

export function surroundingsOf(text: string, start: number, end: number, key: string | undefined): Surroundings {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextLine = text.indexOf('\n', end);
  const cutStart = Math.max(lineStart, start - MAX_SIDE);
  let lineEnd = nextLine < 0 ? text.length : nextLine;
  if (text[lineEnd - 1] === '\r') lineEnd -= 1;
  lineEnd = Math.max(end, Math.min(lineEnd, end + MAX_SIDE));
  const line = text.slice(cutStart, lineEnd);
  const from = start - cutStart;
  const to = end - cutStart;
  const open = line[from - 1] ?? '';
  const quoted = (open === '"' || open === "'" || open === '`') && line[to] === open;
  // PowerShell's `$env:NAME` is a name, no name with a type.
  const before = line.slice(0, quoted ? from - 1 : from).replace(/\$env:(?=\w)/i, '$');
  const named = !endsInAssignment(before) ? '' : /([A-Za-z_$][\w$.-]{0,80})["']?\]?\s*(?::\s*[\w<>.[\]|&?' ]{1,40})?\s*(?:=>|:=|=|:)\s*(?:[brfuBRFU@$]{0,2})$/.exec(before)?.[1] ?? '';
  // `user:password`, in an address or after an option, names the user.
  const user = named !== '' && /(?:\/\/|(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?)[^\s/:@]*:$/.test(before);
  const option = named === '' ? (/--?([A-Za-z][\w-]{1,60})[ =]$/.exec(before.slice(-64))?.[1] ?? '') : '';
  return { name: user ? '' : named !== '' ? named : option !== '' ? option : (key ?? ''), line, from, to, quoted, quoteFrom: quoted ? from - 1 : from, quoteTo: quoted ? to + 1 : to };
}

/** Whether `=`, `:` or `>` ends it, with spaces and the mark of a string (`b`, `f`, `@` …) after it. */
function endsInAssignment(before: string): boolean {
  let at = before.length - 1;
  for (let marks = 0; marks < 2 && at >= 0 && /[brfuBRFU@$]/.test(before[at] as string); marks++) at--;
  while (at >= 0 && (before[at] === ' ' || before[at] === '\t')) at--;
  const last = before[at];
  return last === '=' || last === ':' || last === '>';
}

const OWNERS = new Set(['set', 'with', 'my', 'our', 'the', 'your', 'a', 'this', 'self', 'const', 'config', 'settings']);
const BARE = new Set(['secret', 'key', 'token', 'password', 'passwd', 'pwd', 'private_key', 'privatekey', 'credential', 'credentials', 'auth', 'value', 'api_key', 'apikey', 'secret_key']);

/** `my_secret` in an agent's code → `AGENT_SECRET`; `dbPassword` → `DB_PASSWORD`; no name: `fallback`. */
export function environmentName(name: string, prefix: string, fallback: string): string {
  const last = name.split('.').pop() ?? '';
  let words = last.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').toLowerCase().split('_').filter((word) => word !== '');
  while (words.length > 1 && OWNERS.has(words[0] as string)) words = words.slice(1);
  // A header says how a secret is sent, not what it is.
  if (words.length === 0 || (words.length === 1 && words[0] === 'authorization')) words = fallback.toLowerCase().split('_');
  const joined = words.join('_');
  return (BARE.has(joined) && prefix !== '' ? `${prefix}_${joined}` : joined).toUpperCase();
}

const MOST_LINES = 200;

/** `postgresql.auth.password` of a line of YAML: the keys above it that stand further left; empty when it has none. */
export function yamlPath(text: string, at: number): string {
  const keys: string[] = [];
  let indent = Infinity;
  let end = at;
  for (let lines = 0; lines < MOST_LINES && indent > 0; lines++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const key = /^( *)([\w.-]{1,80}):/.exec(text.slice(start, Math.min(end, start + 200)));
    if (key !== null && (key[1] as string).length < indent) {
      indent = (key[1] as string).length;
      keys.unshift(key[2] as string);
    }
    if (start === 0) break;
    end = start - 1;
  }
  return keys.join('.');
}
