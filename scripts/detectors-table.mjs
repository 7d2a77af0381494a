// Writes docs/detectors.md: every built-in rule by provider, from rules/*.yaml.
// usage: node scripts/detectors-table.mjs [--check]   (--check: fail when the page is not up to date)
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs', 'detectors.md');

const files = readdirSync(join(root, 'rules')).filter((name) => name.endsWith('.yaml')).sort();
const rules = files.flatMap((file) => {
  const { provider, rules: list } = parse(readFileSync(join(root, 'rules', file), 'utf8'));
  return list.filter((rule) => !rule.disabled).map((rule) => ({ ...rule, provider: rule.provider ?? provider, file, on: rule.on ?? (rule.type ?? 'CREDENTIAL_DETECTION') === 'CREDENTIAL_DETECTION' }));
});

/** What makes a match more than a look-alike. */
function proof(rule) {
  if (rule.matcher) return `structure (${rule.matcher.name ?? rule.matcher})`;
  const parts = (rule.checks ?? []).map((check) => (typeof check === 'string' ? check : Object.keys(check)[0]));
  if (rule.context) parts.push(rule.context.without && rule.context.without !== 'drop' ? 'words near raise it' : 'words near');
  if (rule.entropy) parts.push(`entropy ≥ ${rule.entropy}`);
  return parts.join(', ') || 'format';
}

const cell = (text) => String(text).replaceAll('|', '\\|');

function table(list, withProvider) {
  const head = withProvider ? '| provider | rule | what it finds | severity | proof |\n|---|---|---|---|---|' : '| rule | what it finds | severity | proof |\n|---|---|---|---|';
  const rows = list.map((rule) => {
    const link = `[\`${rule.id}\`](../rules/${rule.file})`;
    const cells = [link, cell(rule.name) + (rule.on ? '' : ' (off)'), rule.severity, cell(proof(rule))];
    return `| ${(withProvider ? [cell(rule.provider), ...cells] : cells).join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}

const isPolicy = (rule) => (rule.type ?? 'CREDENTIAL_DETECTION') !== 'CREDENTIAL_DETECTION';
const credentials = rules.filter((rule) => !isPolicy(rule));
const byName = (a, b) => a.provider.localeCompare(b.provider, 'en') || a.id.localeCompare(b.id, 'en');
const providers = new Set(rules.map((rule) => rule.provider));

const text = `# Detectors

Made by \`scripts/detectors-table.mjs\`; do not edit. ${rules.length} rules of ${providers.size} providers, ${rules.filter((rule) => rule.on).length} of them on in bulk scans.

"Off" rules are reported when asked for by id, kind or type (\`wardline explain\`). "Words near" means that a word of the provider has to stand close by.

## Credentials

${table([...credentials].sort(byName), true)}

## Networks, coordination and policy

${table(rules.filter(isPolicy).sort(byName), true)}
`;

if (process.argv.includes('--check')) {
  let old = '';
  try {
    old = readFileSync(page, 'utf8');
  } catch {
    // no page yet
  }
  if (old !== text) {
    console.error('docs/detectors.md is not up to date: run `node scripts/detectors-table.mjs`');
    process.exit(1);
  }
} else {
  writeFileSync(page, text);
  console.log(`docs/detectors.md: ${rules.length} rules of ${providers.size} providers`);
}
