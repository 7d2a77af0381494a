// In which language a piece of text is written, as far as advice needs it: how a value is read from the environment there.

export const LANGUAGES = [
  'python', 'javascript', 'shell', 'powershell', 'dotenv', 'go', 'java', 'csharp', 'ruby', 'php', 'rust', 'swift', 'yaml', 'kubernetes', 'kubernetes_secret', 'kubeconfig', 'helm', 'ansible',
  'github_actions', 'gitlab_ci', 'compose', 'json', 'toml', 'ini', 'systemd', 'netrc', 'ipsec', 'dockerfile', 'terraform', 'wireguard', 'http', 'url', 'prose',
] as const;
export type Language = (typeof LANGUAGES)[number];

const FENCES: Readonly<Record<string, Language>> = {
  py: 'python', python: 'python', js: 'javascript', javascript: 'javascript', ts: 'javascript', typescript: 'javascript', tsx: 'javascript', jsx: 'javascript', sh: 'shell', bash: 'shell',
  shell: 'shell', zsh: 'shell', console: 'shell', go: 'go', golang: 'go', java: 'java', kotlin: 'java', cs: 'csharp', csharp: 'csharp', rb: 'ruby', ruby: 'ruby', php: 'php', rs: 'rust',
  rust: 'rust', swift: 'swift', powershell: 'powershell', pwsh: 'powershell', ps1: 'powershell', yaml: 'yaml', yml: 'yaml', json: 'json', toml: 'toml', ini: 'ini', dockerfile: 'dockerfile', docker: 'dockerfile', hcl: 'terraform', tf: 'terraform', terraform: 'terraform', env: 'dotenv', dotenv: 'dotenv', http: 'http',
};

const EXTENSIONS: Readonly<Record<string, Language>> = {
  ...FENCES, mjs: 'javascript', cjs: 'javascript', mts: 'javascript', kt: 'java', psm1: 'powershell', service: 'systemd', netrc: 'netrc', npmrc: 'ini', secrets: 'ipsec', conf: 'ini', cfg: 'ini', properties: 'ini', tfvars: 'terraform', tfstate: 'json',
};

/** A file's neighbourhood is looked at in blocks, so that many findings of one block share one look. */
const BLOCK = 1000;
/** Of a line that is longer only this much around a finding is looked at. */
const SIDE = 500;

/** What a block and its neighbours say, each asked once, and only when it is needed. */
const AROUND = {
  dockerfile: /^\s*FROM\s/m,
  goPackage: /^\s*package \w+$/m,
  goFunction: /^func (?:\(\w+ \*?\w+\) )?\w*\([^\n]*\{\s*$/m,
  swift: /\bfunc [^\n]*->\s*[^\n]*\{|^\s*import (?:Foundation|UIKit|SwiftUI)\s*$|\b(?:guard|if) let\b/m,
  csharp: /\busing System\b|\bnamespace\s+[\w.]+\s*[{;]?\s*$|\bConsole\.(?:Write|Read)|\bnew HttpClient\(|\{ get; |\bWebApplication\./m,
  java: /^\s*(?:package|import)\s+(?:static\s+)?[\w.]+;\s*$|^\s*@(?:Bean|Override|Value|Autowired|Service|Component|Configuration|RestController)\b|\bpublic\s+(?:static\s+|final\s+)*(?:class|void|[A-Z]\w*)\s+\w+|\bSystem\.out\b/m,
  php: /<\?php|\$this->|^\s*\$\w+\s*=\s*(?:new\s|array\(|\[)|^\s*(?:(?:public|private|protected|static)\s+)+function\b/m,
  rust: /\bfn \w+\s*(?:<[^>\n]*>)?\(|\blet mut\b|\bprintln!|^\s*use (?:std|crate|tokio|serde)\b/m,
  powershell: /\$env:\w|(?:^|[\s|(;=])(?:Get|Set|New|Invoke|Write|Import|Export|Add|Remove|Start|Stop|Connect|ConvertTo|ConvertFrom|Out|Test)-[A-Z][A-Za-z]+/m,
  systemd: /^\[(?:Service|Unit|Install)\]\s*$/m,
  terraformBlock: /^\s*(?:resource|variable|provider|data|output|locals)\b[^\n]*\{/m,
  pythonWord: /^\s*(?:def|class|from|import|async def|elif|with|except|print)\b/m,
  pythonForm: /\bself\b|^\s*def\s[^\n]*:\s*$|^\s*(?:from\s+\S+\s+)?import\s\S|\bNone\b|^\s*(?:if|for|while|with|class|try)\b[^\n]*:\s*$/m,
  rubyDefinition: /^\s*def\s+\w+[^\n:]*$/m,
  rubyEnd: /^\s*end\s*$/m,
  functions: /\b(?:function|console\.)|=>/,
  statements: /[{;]\s*$/m,
  tomlSection: /^\s*\[[\w."-]+\]\s*$/m,
  iniSection: /^\s*\[[\w. -]+\]\s*$/m,
  /** Two keys near each other: one alone is how people write a note. */
  yamlLines: /^[ \t]*(?:- )?[\w."'/-]{1,60}:[^\n]*\n(?:[^\n]*\n){0,3}?[ \t]*(?:- )?[\w."'/-]{1,60}:(?:\s|$)/m,
  workflow: /^\s*(?:-\s+)?(?:uses|runs-on):\s/m,
  manifest: /^apiVersion:\s/m,
  services: /^services:\s*$/m,
  kubeconfig: /^kind:\s*Config\s*$/m,
  secretObject: /^kind:\s*Secret\s*$/m,
  stages: /^(?:stages|before_script|default):/m,
  script: /^\s+script:/m,
  play: /^\s*(?:- )?hosts:\s+\S|^\s*(?:- )?(?:ansible|community)\.\w+\.\w+:\s*$|^\s*ansible_\w+:\s/m,
  chart: /^replicaCount:|^image:\s*\n\s+(?:repository|registry|tag|pullPolicy):|\{\{-?\s*\.Values\./m,
} as const;
type Fact = keyof typeof AROUND;

class Block {
  readonly #text: string;
  readonly #known = new Map<Fact, boolean>();

  constructor(text: string) {
    this.#text = text;
  }

  has(fact: Fact): boolean {
    let answer = this.#known.get(fact);
    if (answer === undefined) {
      answer = AROUND[fact].test(this.#text);
      this.#known.set(fact, answer);
    }
    return answer;
  }
}

interface Fence {
  readonly at: number;
  readonly name: string;
}

/** Tells the language of places in one text. */
export class LanguageReader {
  readonly #text: string;
  readonly #byPath: Language | undefined;
  readonly #blocks = new Map<number, Block>();
  readonly #lines = new Map<number, Language>();
  #fences: readonly Fence[] | null = null;

  /** `path` is the file's name where there is one. */
  constructor(text: string, path = '') {
    this.#text = text;
    const extension = path === '' ? '' : (/([^/\\.]+)$/.exec(path.toLowerCase())?.[1] ?? '');
    this.#byPath = Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
  }

  at(start: number): Language {
    const text = this.#text;
    const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
    const stop = text.indexOf('\n', start);
    const lineEnd = stop < 0 ? text.length : stop;
    // A long line is several to this: what stands far away in it says nothing.
    const long = lineEnd - lineStart > 2 * SIDE;
    const key = long ? -1 - Math.floor(start / SIDE) : lineStart;
    let language = this.#lines.get(key);
    if (language === undefined) {
      const line = text.slice(long ? Math.max(lineStart, start - SIDE) : lineStart, long ? Math.min(lineEnd, start + SIDE) : lineEnd);
      language = this.#ofLine(line, lineStart);
      this.#lines.set(key, language);
    }
    return language === 'prose' && insideUrl(text, lineStart, start) ? 'url' : language;
  }

  #block(at: number): Block {
    const number = Math.floor(at / BLOCK);
    let block = this.#blocks.get(number);
    if (block === undefined) {
      block = new Block(this.#text.slice(Math.max(0, (number - 1) * BLOCK), (number + 2) * BLOCK));
      this.#blocks.set(number, block);
    }
    return block;
  }

  #ofLine(line: string, lineStart: number): Language {
    const around = this.#block(lineStart);
    if (/^\s*(?:PrivateKey|PublicKey|PresharedKey|Address|Endpoint|AllowedIPs|DNS|ListenPort)\s*=/.test(line) && this.#inWireguard(lineStart)) return 'wireguard';
    const given = this.#fenceAt(lineStart) ?? this.#byPath;
    if (given !== null && given !== undefined) return refine(given, around);
    return ofForm(line, around);
  }

  #inWireguard(lineStart: number): boolean {
    const section = this.#text.lastIndexOf('[', lineStart);
    return section >= 0 && lineStart - section < 2 * BLOCK && /^\[(?:Interface|Peer)\]\s/.test(this.#text.slice(section, section + 14));
  }

  /** The language that the fence around this line names, if there is one. */
  #fenceAt(lineStart: number): Language | null {
    this.#fences ??= this.#text.includes('```') ? [...this.#text.matchAll(/^[ \t]*```[ \t]*([\w+-]*)/gm)].map((match) => ({ at: match.index, name: (match[1] ?? '').toLowerCase() })) : [];
    let inside: Fence | null = null;
    for (const fence of this.#fences) {
      if (fence.at >= lineStart) break;
      inside = inside === null ? fence : null;
    }
    return inside !== null && Object.hasOwn(FENCES, inside.name) ? (FENCES[inside.name] ?? null) : null;
  }
}

/** By the form of a line and what stands around it: the surest signs first. */
function ofForm(line: string, around: Block): Language {
  if (/^\s*(?:Authorization|Proxy-Authorization|X-[\w-]+|Cookie|Set-Cookie)\s*:/i.test(line)) return 'http';
  if (/^\s*(?:ENV|ARG|RUN)\s/.test(line) && around.has('dockerfile')) return 'dockerfile';
  if (/^\s*(?:\$\s+|#\s+)?(?:export\s|curl\s|wget\s|ssh\s|scp\s|docker\s|kubectl\s|helm\s|aws\s|gcloud\s|az\s|psql\s|mysql\s|openssl\s|vault\s)/.test(line)) return 'shell';
  return ofFile(line, around) ?? ofProgram(line, around) ?? ofData(line, around);
}

/** Files whose lines are like those of no other kind. */
function ofFile(line: string, around: Block): Language | null {
  if (/^\s*(?:\/\/\S+:)?_(?:authToken|auth|password)\s*=/.test(line)) return 'ini';
  if (/(?:^|\s):\s*(?:PSK|RSA|ECDSA|EAP|XAUTH)\s+["']/.test(line)) return 'ipsec';
  if (/^\s*machine\s+\S+\s+(?:login|password)\s|^\s*(?:login|password)\s+\S+\s*$/.test(line)) return 'netrc';
  return /^(?:Environment|SetCredential)=/.test(line) && around.has('systemd') ? 'systemd' : null;
}

/** A line of a program; whether `const`, `let` and `var` are JavaScript is told by the lines around. */
function ofProgram(line: string, around: Block): Language | null {
  if (/^\s*\$(?:env:)?\w+\s*=/i.test(line) && !/;\s*$/.test(line) && around.has('powershell')) return 'powershell';
  if (/^\s*\$\w+\s*=|<\?php|^\s*define\(/.test(line) || (/=>|->/.test(line) && around.has('php'))) return 'php';
  const declared = /^\s*(?:export\s+)?(?:const|let|var)\s/.test(line);
  if (declared && around.has('swift')) return 'swift';
  if (declared && around.has('rust') && /;\s*$/.test(line)) return 'rust';
  if (declared && around.has('csharp') && /^\s*(?:var|const string)\s/.test(line)) return 'csharp';
  if (declared && (around.has('goPackage') || around.has('goFunction')) && !/;\s*$/.test(line)) return 'go';
  if ((declared || /\bprocess\.env\b|=>|\brequire\(/.test(line)) && !/^\s*(?:const|let|static)\s[^=]*:\s*&/.test(line)) return 'javascript';
  if (/[\w)\]]\s*:=|\bos\.Getenv\b/.test(line) || around.has('goFunction')) return 'go';
  if (/\bSystem\.getenv\b|\b(?:private|public|static|final)\s+(?:final\s+)?String\b|^\s*String\s+\w+\s*=|^\s*(?:\w+\s+){0,3}val\s+\w+\s*[:=]/.test(line)) return around.has('csharp') ? 'csharp' : 'java';
  if (/^\s*(?:(?:private|public|internal|protected|static|readonly|const)\s+)*(?:string|var)\s+\w+\s*=.*;\s*$/.test(line)) return 'csharp';
  if (/^\s*(?:pub\s+)?(?:let|const|static)\s.*:\s*&/.test(line)) return 'rust';
  if (/^\s*\w+\s*=\s*"/.test(line) && around.has('terraformBlock')) return 'terraform';
  if (/[\w)\]]\s*[=(]/.test(line) && around.has('pythonWord') && around.has('pythonForm')) return 'python';
  if (around.has('rubyDefinition') && around.has('rubyEnd')) return 'ruby';
  if (/[;{(,]\s*$/.test(line) && /\(/.test(line) && around.has('csharp')) return 'csharp';
  if (/[;{(,]\s*$/.test(line) && /\(/.test(line) && around.has('java')) return 'java';
  return !/^\s*"/.test(line) && around.has('functions') && around.has('statements') ? 'javascript' : null;
}

function ofData(line: string, around: Block): Language {
  if (/^\s*[{,]?\s*"[^"]{1,80}"\s*:\s*["[{\d]/.test(line)) return 'json';
  if (/^[A-Z][A-Z0-9_]{1,80}=\S/.test(line)) return 'dotenv';
  if (/^\s*[\w.-]+\s*=\s*"/.test(line) && around.has('tomlSection')) return 'toml';
  if (/^\s*(?:- )?[\w."'/-]{1,80}:\s+\S/.test(line) && !/^\s*-?\s*[A-Z][a-z]+:\s+(?:Bearer|Basic)\b/.test(line) && around.has('yamlLines')) return refine('yaml', around);
  if (/^\s*- ["']?[A-Za-z_][A-Za-z0-9_]{1,80}=\S/.test(line) && around.has('services')) return 'compose';
  if (/^\s*[a-z][\w-]*(?:\.[\w-]+)+\s*=\s*\S/.test(line) || (/^\s*[\w.-]{1,80}\s*=\s*\S/.test(line) && around.has('iniSection'))) return 'ini';
  return /^\s*\w{1,60}\s*=\s*['"]/.test(line) ? 'python' : 'prose';
}

/** Whether a `scheme://` stands before `start` with nothing between that ends an address. */
function insideUrl(text: string, lineStart: number, start: number): boolean {
  // A piece of its own: searching backwards in the whole text would go to its begin for every finding.
  const before = text.slice(Math.max(lineStart, start - 203), start);
  const colon = before.lastIndexOf('://');
  return colon > 0 && /^[a-z]$/i.test(before[colon - 1] as string) && !/[\s/@]/.test(before.slice(colon + 3));
}

function refine(language: Language, around: Block): Language {
  if (language !== 'yaml') return language;
  if (around.has('workflow')) return 'github_actions';
  if (around.has('manifest')) return around.has('kubeconfig') ? 'kubeconfig' : around.has('secretObject') ? 'kubernetes_secret' : 'kubernetes';
  if (around.has('services')) return 'compose';
  if (around.has('stages') && around.has('script')) return 'gitlab_ci';
  if (around.has('play')) return 'ansible';
  return around.has('chart') ? 'helm' : 'yaml';
}
