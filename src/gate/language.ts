// In which language a piece of text is written, as far as advice needs it: how a value is read from the environment there.

export const LANGUAGES = [
  'python', 'javascript', 'shell', 'dotenv', 'go', 'java', 'csharp', 'ruby', 'php', 'rust', 'yaml', 'kubernetes', 'github_actions', 'compose', 'json', 'toml', 'ini',
  'dockerfile', 'terraform', 'wireguard', 'http', 'url', 'prose',
] as const;
export type Language = (typeof LANGUAGES)[number];

const FENCES: Readonly<Record<string, Language>> = {
  py: 'python', python: 'python', js: 'javascript', javascript: 'javascript', ts: 'javascript', typescript: 'javascript', tsx: 'javascript', jsx: 'javascript', sh: 'shell', bash: 'shell',
  shell: 'shell', zsh: 'shell', console: 'shell', go: 'go', golang: 'go', java: 'java', kotlin: 'java', cs: 'csharp', csharp: 'csharp', rb: 'ruby', ruby: 'ruby', php: 'php', rs: 'rust',
  rust: 'rust', yaml: 'yaml', yml: 'yaml', json: 'json', toml: 'toml', ini: 'ini', dockerfile: 'dockerfile', docker: 'dockerfile', hcl: 'terraform', tf: 'terraform', terraform: 'terraform', env: 'dotenv', dotenv: 'dotenv', http: 'http',
};

const EXTENSIONS: Readonly<Record<string, Language>> = {
  ...FENCES, mjs: 'javascript', cjs: 'javascript', mts: 'javascript', kt: 'java', conf: 'ini', cfg: 'ini', properties: 'ini', tfvars: 'terraform', tfstate: 'json',
};

const READ_AROUND = 1000;

/** The language at `start` of `text`. `path` is the file's name where there is one. */
export function languageAt(text: string, start: number, path = ''): Language {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', start);
  const line = text.slice(Math.max(lineStart, start - 500), Math.min(stop < 0 ? text.length : stop, start + 500));
  const before = line.slice(0, Math.min(500, start - Math.max(lineStart, start - 500)));
  const around = text.slice(Math.max(0, start - READ_AROUND), Math.min(text.length, start + READ_AROUND));
  const above = text.slice(Math.max(0, start - READ_AROUND), lineStart);

  if (/\[(?:Interface|Peer)\]\s[^[]*$/.test(above) && /^\s*(?:PrivateKey|PublicKey|PresharedKey|Address|Endpoint|AllowedIPs|DNS|ListenPort)\s*=/.test(line)) return 'wireguard';
  const fence = fenceOf(above);
  if (fence !== null) return refine(fence, around);
  const extension = /([^/\\.]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  const byPath = Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
  if (byPath !== undefined) return refine(byPath, around);

  if (/^\s*(?:Authorization|Proxy-Authorization|X-[\w-]+|Cookie|Set-Cookie)\s*:/i.test(line)) return 'http';
  if (/^\s*(?:ENV|ARG|RUN)\s/.test(line) && /^\s*FROM\s/m.test(around)) return 'dockerfile';
  if (/^\s*(?:\$\s+|#\s+)?(?:export\s|curl\s|wget\s|ssh\s|docker\s|kubectl\s|aws\s|psql\s|mysql\s)/.test(line)) return 'shell';
  if (/^\s*(?:export\s+)?(?:const|let|var)\s|\bprocess\.env\b|=>|\brequire\(/.test(line)) return 'javascript';
  if (/:=|\bos\.Getenv\b/.test(before) || (/^\s*package \w+$/m.test(around) && /\bfunc\b/.test(around))) return 'go';
  if (/\bSystem\.getenv\b|\b(?:private|public|static|final)\s+(?:final\s+)?String\b|^\s*String\s+\w+\s*=/.test(line)) return /\busing System\b|\bnamespace\b/.test(around) ? 'csharp' : 'java';
  if (/^\s*(?:string|var)\s+\w+\s*=.*;\s*$/.test(line)) return 'csharp';
  if (/^\s*\$\w+\s*=|<\?php/.test(line)) return 'php';
  if (/^\s*(?:pub\s+)?(?:let|const|static)\s.*:\s*&/.test(line)) return 'rust';
  if (/^\s*(?:resource|variable|provider|data|output|locals)\b[^\n]*\{/m.test(around) && /^\s*\w+\s*=\s*"/.test(line)) return 'terraform';
  if (/^\s*(?:def|class|from|import|async def|elif|with|except|print)\b[^\n]*[:(]?/m.test(around) && /\bself\b|^\s*def\s[^\n]*:\s*$|^\s*(?:from\s+\S+\s+)?import\s\S|\bNone\b|^\s*(?:if|for|while|with|class|try)\b[^\n]*:\s*$/m.test(around) && /[\w)\]]\s*[=(]/.test(before)) return 'python';
  if (/^\s*def\s+\w+[^\n:]*$/m.test(around) && /^\s*end\s*$/m.test(around)) return 'ruby';
  if (/\b(?:function|=>|console\.)/.test(around) && /[{;]\s*$/m.test(around) && !/^\s*"/.test(line)) return 'javascript';
  if (/^\s*[{,]?\s*"[^"]{1,80}"\s*:\s*["[{\d]/.test(line)) return 'json';
  if (/^[A-Z][A-Z0-9_]{1,80}=\S/.test(line)) return 'dotenv';
  if (/^\s*[\w.-]+\s*=\s*"/.test(line) && /^\s*\[[\w."-]+\]\s*$/m.test(around)) return 'toml';
  if (/^\s*(?:- )?[\w."'/-]{1,80}:\s+\S/.test(line) && !/^\s*-?\s*[A-Z][a-z]+:\s+(?:Bearer|Basic)\b/.test(line) && /^\s*[\w."'/-]{1,60}:\s*(?:\S.*)?$/m.test(above)) return refine('yaml', around);
  if (/^\s*[\w.-]{1,80}\s*=\s*\S/.test(line) && /^\s*\[[\w. -]+\]\s*$/m.test(around)) return 'ini';
  if (/^\s*\w{1,60}\s*=\s*['"]/.test(line)) return 'python';
  if (/[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@]{0,200}$/.test(before)) return 'url';
  return 'prose';
}

function fenceOf(above: string): Language | null {
  const fences = above.match(/^[ \t]*```[ \t]*[\w+-]*/gm);
  if (fences === null || fences.length % 2 === 0) return null;
  const name = (fences[fences.length - 1] as string).replace(/[`\s]/g, '').toLowerCase();
  return Object.hasOwn(FENCES, name) ? (FENCES[name] ?? null) : null;
}

function refine(language: Language, around: string): Language {
  if (language !== 'yaml') return language;
  if (/^\s*(?:-\s+)?(?:uses|runs-on):\s/m.test(around)) return 'github_actions';
  if (/^apiVersion:\s/m.test(around)) return 'kubernetes';
  return /^services:\s*$/m.test(around) ? 'compose' : 'yaml';
}
