// Reports of other programs: SARIF against the published JSON Schema and the limits of code-scanning services, the others
// against the structure that is published for them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRuleTable } from '../../src/findings/rule-table.ts';
import { readProgram } from '../../src/engine/program.ts';
import { builtFile } from '../../src/bulk/parts.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { Tally } from '../../src/bulk/summary.ts';
import { Ledger } from '../../src/bulk/ledger.ts';
import { FORMATS, openReporter, type Format } from '../../src/report/formats.ts';
import type { Out } from '../../src/report/out.ts';
import { file, folder, logWith, tar, token } from '../bulk/helper.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const table = createRuleTable(readProgram(readFileSync(builtFile('rules.bin'))).rules);

/** The schema is of an older draft: what ajv needs changed is its header. */
function sarifSchema(): ValidateFunction {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat('uri-reference', (text: string) => !/[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})/.test(text));
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  return ajv.compile(schema);
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly partialFingerprints: Record<string, string>; readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[] }[];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string } }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly descriptor: { readonly id: string } }[] }[];
  }[];
}

const reports: Record<string, string> = {};
beforeAll(() => {
  const where = folder();
  const source = folder();
  mkdirSync(join(source, 'odd name, "quoted" ü%20'));
  const odd = join(source, 'odd name, "quoted" ü%20');
  file('=cmd|calc.log', `${logWith(token(1), 1).text}password = "x\u0007${token(2)}"\n`, odd);
  file('<b>&.log', `<script>alert(1)</script> ${token(3)} ]]> </script>\n`, odd);
  file('in.tar', tar([{ name: 'x/a.log', data: Buffer.from(logWith(token(4), 4).text) }]), source);
  file('cut.gz', gzipSync(logWith(token(5), 5).text).subarray(0, 40), source);
  const args = FORMATS.flatMap((kind) => ['--report', `${kind}=${join(where, kind)}`]);
  const run = spawnSync(process.execPath, [MAIN, 'scan', source, '--format', 'none', '--min-confidence', 'low', ...args], { encoding: 'utf8', env: { ...process.env, WARDLINE_KEY: '0'.repeat(64) } });
  expect(run.status).toBe(3);
  for (const kind of FORMATS) reports[kind] = readFileSync(join(where, kind), 'utf8');
});

/** A report made of `n` findings of one rule, without a scan. */
async function synthetic(format: Format, n: number, change: (i: number) => Partial<Finding> = () => ({})): Promise<string> {
  let text = '';
  const out: Out = { write: (piece) => void (text += piece), flush() {}, close() {}, open: true };
  const rule = table.entryOf('github-pat-classic');
  if (rule === undefined) throw new Error('the rule is gone');
  const reporter = await openReporter(format, { out, table, version: '0.0.0', reveal: false, color: false, width: 80 });
  const tally = new Tally();
  for (let i = 0; i < n; i++) {
    const finding = {
      rule_id: rule.id, violation_type: rule.type, trigger_pattern: rule.name, kind: rule.kind, provider: rule.provider, severity: rule.severity, confidence: 'high',
      reasons: ['prefix'], byte_start: i * 100, byte_end: i * 100 + 40, line: i + 1, column: 1, end_line: i + 1, end_column: 41, id: `f${i + 1}`, match: 'ghp_[REDACTED_36_CHARS]',
      length: 40, entropy: 5, fingerprint: `hmac-sha256:00000000:${i.toString(16).padStart(64, '0')}`, suggested_resolution: rule.suggestion, policy_reference: rule.reference, ...change(i),
    } as unknown as Finding;
    tally.count(finding);
    reporter.finding({ finding, path: `logs/${i % 50}.log`, entry: undefined, frame: undefined });
  }
  reporter.end(tally.summary(new Ledger(), 'test'));
  return text;
}

describe('SARIF', () => {
  const validate = sarifSchema();
  const check = (text: string): Sarif => {
    const report = JSON.parse(text) as Sarif;
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    return report;
  };

  it('passes the schema, and the schema can fail', () => {
    const report = check(reports['sarif'] as string);
    expect(report.runs[0]?.results.length).toBeGreaterThanOrEqual(3);
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
    expect(validate({ ...report, runs: [{ ...report.runs[0], results: [{ message: {} }] }] })).toBe(false);
  });

  it('is what code-scanning services take: rules by index, tags, scores, fingerprints, at most 25,000 results', async () => {
    const run = check(reports['sarif'] as string).runs[0];
    const rules = run?.tool.driver.rules ?? [];
    for (const result of run?.results ?? []) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(Object.values(result.partialFingerprints)[0]).toMatch(/^hmac-sha256:/);
      expect(result.locations).toHaveLength(1);
    }
    for (const { properties } of rules) {
      expect(properties.tags.length).toBeLessThanOrEqual(10);
      expect(Number(properties['security-severity'])).toBeGreaterThan(0);
    }
    expect(run?.invocations[0]?.executionSuccessful).toBe(false);
    const many = check(await synthetic('sarif', 26_000)).runs[0];
    expect(many?.results).toHaveLength(25_000);
    expect(many?.invocations[0]?.toolExecutionNotifications.map((n) => n.descriptor.id)).toContain('result_limit');
  });

  it('names files so that they are found again', () => {
    for (const { locations } of check(reports['sarif'] as string).runs[0]?.results ?? []) {
      const uri = locations[0]?.physicalLocation.artifactLocation.uri as string;
      expect(readFileSync(new URL(uri)).length).toBeGreaterThan(0);
    }
  });

  it('is valid with nothing in it', async () => {
    check(await synthetic('sarif', 0));
  });
});

describe('TOON', () => {
  type Tree = { [name: string]: Tree | string | number | boolean | Record<string, unknown>[] };

  function scalar(text: string): string | number | boolean {
    if (text.startsWith('"')) {
      if (!/^"(?:[^"\\]|\\[\\"nrt])*"$/.test(text)) throw new Error(`not a quoted string: ${text}`);
      return JSON.parse(text) as string;
    }
    if (text === 'true' || text === 'false') return text === 'true';
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    if (text === '' || /[:"\\[\]{}]|^\s|\s$|^-|[\t\r\n]/.test(text)) throw new Error(`must be quoted: ${text}`);
    return text;
  }

  /** What the specification demands of strict readers: lengths, columns, quoting, indentation by two. */
  function parse(text: string): Tree {
    const lines = text.trimEnd().split('\n');
    let at = 0;
    const object = (indent: string): Tree => {
      const tree: Tree = {};
      while (at < lines.length && (lines[at] as string).startsWith(indent) && (lines[at] as string)[indent.length] !== ' ') {
        const line = (lines[at++] as string).slice(indent.length);
        const table = /^(\w+)\[(\d+)\]\{([\w,]+)\}:$/.exec(line);
        if (table !== null) {
          const names = (table[3] as string).split(',');
          const rows: Record<string, unknown>[] = [];
          while (at < lines.length && (lines[at] as string).startsWith(`${indent}  `)) {
            const cells = ((lines[at++] as string).slice(indent.length + 2).match(/("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)/g) ?? []).slice(0, -1);
            const values = cells.map((cell) => scalar(cell.replace(/,$/, '')));
            expect(values).toHaveLength(names.length);
            rows.push(Object.fromEntries(names.map((name, i) => [name, values[i]])));
          }
          expect(rows).toHaveLength(Number(table[2]));
          tree[table[1] as string] = rows;
          continue;
        }
        const field = /^("(?:[^"\\]|\\.)*"|[A-Za-z_][\w.]*):(?: (.*))?$/.exec(line);
        if (field === null) throw new Error(`no field: ${line}`);
        const name = String((field[1] as string).startsWith('"') ? JSON.parse(field[1] as string) : field[1]);
        tree[name] = field[2] === undefined ? object(`${indent}  `) : scalar(field[2]);
      }
      return tree;
    };
    const tree = object('');
    expect(at).toBe(lines.length);
    return tree;
  }

  it('is read back by the letter of its specification', async () => {
    const found = (reports['jsonl'] as string).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const { summary, findings, errors } = parse(reports['toon'] as string) as { summary: Tree; findings: Record<string, unknown>[]; errors: Record<string, unknown>[] };
    expect(findings.map((f) => [f.path, f.entry, f.line, f.rule_id, f.match])).toEqual(found.slice(0, -1).map((f) => [f.path, f.entry ?? '', f.line, f.rule_id, f.match]));
    expect(summary).toMatchObject({ findings: found.length - 1, complete: false });
    expect(errors.map((e) => e.reason)).toEqual(['truncated']);
    const odd = ['', ' a', 'a ', 'true', 'null', '12', '-1.5e3', '05', '-', '-x', 'a:b', 'a,b', '"', '\\', '[x]', '{y}', 'plain words', '\u00fc'];
    const many = parse(await synthetic('toon', odd.length, (i) => ({ suggested_resolution: odd[i] as string }))) as { findings: Record<string, unknown>[] };
    expect(many.findings.map((f) => f.suggested_resolution)).toEqual(odd);
    expect(parse(await synthetic('toon', 0))).toMatchObject({ findings: [] });
    const most = parse(await synthetic('toon', 20_001)) as { summary: Tree; findings: unknown[] };
    expect([most.findings.length, most.summary.findings]).toEqual([20_000, 20_001]);
  });
});

describe('CSV', () => {
  /** RFC 4180, read by the letter. */
  function parse(text: string): string[][] {
    const rows: string[][] = [[]];
    const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const cell = match[1] as string;
      rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
      if (match[2] === '\r\n') rows.push([]);
    }
    return rows.slice(0, -1);
  }

  it('has cells as many as columns, and none that a spreadsheet would run', async () => {
    const rows = parse(reports['csv'] as string);
    const hostile = parse(await synthetic('csv', 12, (i) => ({ trigger_pattern: ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', ' =1', '"=1"', "'=1", '=1\n2', '=1,2', '\uff1d1'][i] as string })));
    for (const table of [rows, hostile]) {
      for (const row of table) {
        expect(row).toHaveLength((table[0] as string[]).length);
        for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      }
    }
    expect(rows.length).toBeGreaterThan(3);
    expect(hostile).toHaveLength(13);
  });
});

describe('JUnit', () => {
  it('is well-formed, counts what it holds, and keeps text as text', async () => {
    for (const text of [reports['junit'] as string, await synthetic('junit', 0), await synthetic('junit', 3)]) {
      const suites = [...text.matchAll(/<testsuite [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"[^>]*>/g)];
      expect(suites.length).toBeGreaterThan(0);
      for (const [i, tag] of ['testcase', 'failure', 'error'].entries()) {
        expect([...text.matchAll(new RegExp(`<${tag} `, 'g'))], tag).toHaveLength(suites.reduce((sum, suite) => sum + Number(suite[i + 1]), 0));
      }
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      expect(wellFormed(text)).toBe(true);
    }
    expect(wellFormed('<a><b></a></b>')).toBe(false);
  });
});

/** Tags that close in order, no stray `<` or `&`. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (_all, end: string, name: string, _attributes, empty: string) => {
    if (end !== '') {
      if (open.pop() !== name) open.push('wrong');
    } else if (empty === '') open.push(name);
    return '';
  });
  return open.length === 0 && !/[<>]|&(?!(?:amp|lt|gt|quot);)/.test(rest);
}

describe('GitLab', () => {
  it('has what the secret-detection schema requires', () => {
    const report = JSON.parse(reports['gitlab'] as string) as Record<string, unknown> & { vulnerabilities: Record<string, unknown>[]; scan: Record<string, unknown> };
    expect(report['version']).toMatch(/^15\.\d+\.\d+$/);
    expect(Object.keys(report.scan)).toEqual(expect.arrayContaining(['analyzer', 'scanner', 'type', 'start_time', 'end_time', 'status']));
    expect(report.scan['type']).toBe('secret_detection');
    expect(report.scan['start_time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(report.scan['status']).toBe('failure');
    const ids = new Set<unknown>();
    for (const one of report.vulnerabilities) {
      expect(Object.keys(one)).toEqual(expect.arrayContaining(['id', 'identifiers', 'location']));
      expect(String(one['name']).length).toBeLessThanOrEqual(255);
      expect(['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical']).toContain(one['severity']);
      expect(one['location']).toMatchObject({ commit: { sha: expect.any(String) }, file: expect.any(String) });
      ids.add(one['id']);
    }
    expect(ids.size).toBe(report.vulnerabilities.length);
  });
});

describe('OCSF', () => {
  it('is one event of class 2006 a line, with the attributes that are required', () => {
    const lines = (reports['ocsf'] as string).trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const event = JSON.parse(line) as Record<string, unknown>;
      expect(event).toMatchObject({ class_uid: 2006, category_uid: 2, activity_id: expect.any(Number), severity_id: expect.any(Number), time: expect.any(Number), metadata: { version: expect.any(String), product: { vendor_name: expect.any(String) } }, finding_info: { uid: expect.any(String), title: expect.any(String) } });
      expect(event['type_uid']).toBe(2006 * 100 + (event['activity_id'] as number));
    }
  });
});

describe('HTML', () => {
  it('holds its data so that nothing in it can end the script, and asks no network', () => {
    const html = reports['html'] as string;
    expect(html).not.toContain('<script>alert');
    expect([...html.matchAll(/<\/script/g)]).toHaveLength([...html.matchAll(/<script/g)].length);
    expect(html).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(html).toContain("default-src 'none'");
  });
});
