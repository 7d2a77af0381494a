// Reads case files and scans each case. What counts as found is decided here and nowhere else.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Files of the folder that hold cases (jsonl with suite, rule, text, label), by suite. */
export function loadSuites(folder) {
  const suites = new Map();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')).sort()) {
    const rows = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
    if (rows.length === 0 || rows.some((row) => typeof row.text !== 'string' || !['tp', 'fp'].includes(row.label))) continue;
    suites.set(rows[0].suite ?? basename(name, '.jsonl'), rows);
  }
  return suites;
}

/** Every place where the secret stands in the text, in UTF-16 units. */
function places(text, secret) {
  const found = [];
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) found.push([at, at + secret.length]);
  return found;
}

/** Findings that belong to a case: those that overlap its secret, or all when it names none. */
function matching(row, findings) {
  if (row.label === 'fp' || row.secret === null || row.secret === undefined || row.secret === '') return findings;
  const spans = places(row.text, row.secret);
  return findings.filter((one) => spans.some(([start, end]) => (one.char_start ?? one.byte_start) < end && (one.char_end ?? one.byte_end) > start));
}

const plain = (name) => String(name ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');

/** Provider names of cases that name a kind of secret rather than somebody. */
const NOBODY = new Set(
  ['generic', 'password', 'passwords', 'key', 'token', 'secret', 'credential', 'auth', 'api', 'nonce', 'salt', 'uuid', 'hashes', 'http', 'pem', 'privatekey', 'privatekeys',
   'pemprivatekey', 'base64privatekey', 'basic', 'basicauth', 'basicauthorization', 'high', 'ip', 'jwt', 'jsonwebtoken', 'jwk', 'private', 'curl', 'cmdpassword', 'cmdtoken',
   'sqlpassword', 'urlcredentials', 'otp2fasecret', 'filter', 'no', 'pattern', 'example', 'database', 'plaintextpassword', 'url', 'odbc', 'netrc', 'apikeys', 'hardcoded', 'placeholders'],
);
/** Other names of one provider, folded: the first is what is compared. */
const ALIASES = [['google', 'gcp', 'googlecloud', 'firebase', 'gemini'], ['aws', 'amazon', 'amazonwebservices'], ['microsoft', 'azure', 'azuredevops', 'ado'], ['newrelic', 'new'], ['digitalocean', 'do'],
  ['facebook', 'meta'], ['twitter', 'x'], ['brevo', 'sendinblue'], ['jfrog', 'artifactory'], ['hashicorp', 'vault', 'terraform'], ['mongodb', 'mongo'], ['postgresql', 'postgres', 'postgre']];

export function rightProvider(wanted, given) {
  const want = plain(wanted);
  const have = plain(given);
  if (have === '' || want === '') return false;
  if (have.includes(want) || want.includes(have)) return true;
  return ALIASES.some((names) => names.some((n) => want.startsWith(n)) && names.some((n) => have.startsWith(n)));
}

/** Scans one suite at one confidence. */
export function measure(rows, scan) {
  const rules = new Map(); // rule → { tp, found, fp, alarms }
  const misses = [];
  const alarms = [];
  const failures = [];
  // labels are per rule: some texts are a right secret to one rule of a suite and a wrong one to another
  const secrets = new Set(rows.filter((row) => row.label === 'tp').map((row) => row.text.trim()));
  let contradicted = 0;
  let named = 0;
  let nameable = 0;
  for (const row of rows) {
    const rule = rules.get(row.rule) ?? { tp: 0, found: 0, fp: 0, alarms: 0 };
    rules.set(row.rule, rule);
    let findings;
    try {
      findings = [...scan(row.text)];
    } catch (error) {
      failures.push({ row, error });
      findings = [];
    }
    const hits = matching(row, findings);
    if (row.label === 'tp') {
      rule.tp++;
      if (hits.length === 0) {
        misses.push({ row, others: findings });
        continue;
      }
      rule.found++;
      if (row.provider && !NOBODY.has(plain(row.provider))) {
        nameable++;
        if (hits.some((hit) => rightProvider(row.provider, hit.provider))) named++;
      }
    } else {
      rule.fp++;
      if (hits.length > 0) {
        rule.alarms++;
        if (secrets.has(row.text.trim())) contradicted++;
        alarms.push({ row, hits });
      }
    }
  }
  const positive = [...rules.values()].filter((rule) => rule.tp > 0);
  const sum = (field) => [...rules.values()].reduce((total, rule) => total + rule[field], 0);
  return {
    macro: positive.length === 0 ? null : (100 * positive.reduce((total, rule) => total + rule.found / rule.tp, 0)) / positive.length,
    micro: sum('tp') === 0 ? null : (100 * sum('found')) / sum('tp'),
    alarmRate: sum('fp') === 0 ? null : (100 * sum('alarms')) / sum('fp'),
    provider: nameable === 0 ? null : (100 * named) / nameable,
    tp: sum('tp'), found: sum('found'), fp: sum('fp'), alarmCount: sum('alarms'), contradicted,
    rules, misses, alarms, failures,
  };
}
