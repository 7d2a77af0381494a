// What findings mean together: several hosts, roles and ports are a map of the infrastructure; files that describe one
// are, too. Made from findings and from marks that such files always have.

import type { Finding } from '../findings/finding.ts';
import { typeWords } from '../taxonomy/taxonomy.ts';
import type { FileWord, WordsSeen } from './context.ts';
import { rangeOf } from './network.ts';

interface Mark {
  readonly name: string;
  /** All have to stand in the text. */
  readonly needs: readonly RegExp[];
  /** A word that has to have been seen before the expressions run. */
  readonly hint: FileWord;
}

const FILES: readonly Mark[] = [
  { name: 'Kubernetes client configuration', hint: 'clusters', needs: [/^clusters:\s*$/m, /^(?:contexts|users):\s*$/m, /^\s*server:\s*https?:\/\//m] },
  { name: 'Terraform state', hint: 'terraform', needs: [/"terraform_version"\s*:/, /"resources"\s*:/] },
  { name: 'Ansible inventory', hint: 'ansible', needs: [/\bansible_(?:host|user|port|connection|ssh_private_key_file)\s*[=:]/, /^\s*(?:\[[\w:-]+\]|all:|hosts:)\s*$/m] },
  { name: 'hosts file', hint: 'localhost', needs: [/^127\.0\.0\.1\s+localhost/m, /^(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\s+[\w.-]+\s*$/m] },
  { name: 'OpenVPN configuration', hint: 'remote', needs: [/^\s*client\s*$|^\s*dev (?:tun|tap)/m, /^\s*remote [\w.-]+ \d{2,5}/m, /^\s*(?:ca|cert|key|tls-auth|auth-user-pass|<ca>|<key>|proto)\b/m] },
  { name: 'IPsec configuration', hint: 'conn', needs: [/^conn \S+\s*$/m, /^\s+(?:left|right)(?:subnet|id)?=/m] },
];

const ROLES = /\b(web|app|db|database|cache|proxy|bastion|jump|gateway|master|worker|primary|replica|broker|queue|ldap|dns|mail|vault|registry|monitoring|backup)\b/gi;
const MOST_TEXT = 65_536;

export function derivedFindings(text: string, findings: readonly Finding[], words: WordsSeen): Finding[] {
  const made: Finding[] = [];
  if (findings.length === 0 && words.fileWords.size === 0) return made;
  const part = text.length > MOST_TEXT ? text.slice(0, MOST_TEXT) : text;
  for (const file of FILES) {
    if (!words.fileWords.has(file.hint) || !file.needs.every((need) => need.test(part))) continue;
    const vpn = file.name.startsWith('OpenVPN') || file.name.startsWith('IPsec');
    const at = Math.max(0, part.search(file.needs[0] as RegExp));
    made.push(derive(text, at, vpn ? 'vpn_configuration' : 'infrastructure_topology', file.name, vpn ? 'medium' : 'high', ['structure']));
  }
  if (!made.some((one) => one.kind === 'infrastructure_topology')) {
    const topology = topologyOf(part, findings);
    if (topology !== null) made.push(topology);
  }
  return made;
}

/** Three different hosts or addresses that are not for examples, with two roles and two ports or more. */
function topologyOf(text: string, findings: readonly Finding[]): Finding | null {
  const hosts = new Set<string>();
  let first = -1;
  for (const finding of findings) {
    if (finding.violation_type !== 'NETWORK_SECURITY' || (finding.kind !== 'network_address' && finding.kind !== 'network_endpoint')) continue;
    const host = text.slice(finding.char_start, finding.char_end).split(/[/:]/)[0] ?? '';
    const range = rangeOf(host);
    if (range === 'documentation' || range === 'loopback' || range === 'example_name' || range === 'reserved' || range === '') continue;
    if (first < 0) first = finding.char_start ?? 0;
    hosts.add(host);
  }
  if (hosts.size < 3) return null;
  // Ports first: they are found sooner.
  if (!hasTwo(text, /(?::|\bports?\b\D{0,6})(\d{2,5})\b/gi) || !hasTwo(text, ROLES)) return null;
  return derive(text, first, 'infrastructure_topology', 'Hosts, roles and ports together', 'medium', ['structure', 'context']);
}

/** Whether two different texts stand in the first group. */
function hasTwo(text: string, what: RegExp): boolean {
  let first = '';
  for (const match of text.matchAll(what)) {
    const word = (match[1] as string).toLowerCase();
    if (first !== '' && word !== first) return true;
    first = word;
  }
  return false;
}

function derive(text: string, at: number, kind: string, name: string, confidence: Finding['confidence'], reasons: readonly string[]): Finding {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  const bytes = Buffer.byteLength(text.slice(0, at));
  const words = typeWords('NETWORK_SECURITY');
  return {
    rule_id: `whole-${kind.replaceAll('_', '-')}`, violation_type: 'NETWORK_SECURITY', trigger_pattern: name, kind, provider: 'Network', severity: 'medium', confidence, reasons,
    byte_start: bytes, byte_end: bytes, char_start: at, char_end: at, line, column: Buffer.byteLength(text.slice(lineStart, at)) + 1, end_line: line,
    end_column: Buffer.byteLength(text.slice(lineStart, at)) + 1, id: `w${kind === 'vpn_configuration' ? 1 : 2}`, match: `[${kind.toUpperCase()}]`, length: 0, entropy: 0, fingerprint: '',
    suggested_resolution: words.remedy, policy_reference: words.reference,
  };
}
