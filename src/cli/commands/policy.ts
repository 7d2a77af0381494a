// wardline policy: check a policy, print the effective one, try it, compare it, sign it.

import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { WardlineError } from '../../errors.ts';
import { loadFiles, loadPolicy } from '../../policy/load.ts';
import type { Layer } from '../../policy/model.ts';
import type { Args, Command } from '../command.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { PLACE_OPTIONS, placesOf } from '../places.ts';

export const command: Command = {
  usage: 'policy lint|show|test|diff|schema|sign|keygen [FILE] [OPTIONS]',
  summary: 'Check a policy, print the effective merged one with the origin of every setting, try it, compare it, sign it.',
  details: `  lint FILE…    name every mistake with its place
  show          the effective policy: origins, what is locked and refused, the table of levels
  test [FILE]   run the examples of the policies, or judge one message (--text)
  diff FILE     what this policy as --layer would have decided about the recorded violations
  schema        the JSON Schema of policy files
  sign FILE     write FILE.sig with --key KEY.pem
  keygen FILE   make such a key and print its public half`,
  options: {
    json: { type: 'boolean', help: 'as JSON' },
    layer: { type: 'string', value: 'LAYER', help: 'org, project (default) or user: what the given file is' },
    text: { type: 'string', value: 'TEXT', help: 'test: a message to try' },
    key: { type: 'string', value: 'FILE', help: 'sign: the private key' },
    ...PLACE_OPTIONS,
  },
  examples: [
    ['wardline policy lint .wardline/policy.yaml', 'before it is committed'],
    ['wardline policy show', 'which setting comes from where'],
    ['wardline policy diff new.yaml --layer org', 'what a change would have done'],
    ['wardline policy sign policy.yaml --key org.pem', 'for those who pin the key'],
  ],
  run: policy,
};

async function policy(args: Args): Promise<number> {
  const [what, ...files] = args.positionals;
  const file = files[0];
  const layer = args.choice<Layer>('layer', ['org', 'project', 'user'], 'project');
  switch (what) {
    case 'lint': return lint(files, layer);
    case 'show': return show(args);
    case 'test': return test(args, file, layer);
    case 'diff': return diff(needed(file, 'diff'), layer, args);
    case 'schema': {
      const { policySchema } = await import('../../policy/schema.ts');
      process.stdout.write(`${JSON.stringify(policySchema(), null, 2)}\n`);
      return EXIT_OK;
    }
    case 'sign': return sign(needed(file, 'sign'), args.text('key'));
    case 'keygen': return keygen(needed(file, 'keygen'));
    default: throw new WardlineError('usage', what === undefined ? 'say what to do' : `there is no \`policy ${what}\``, { hint: 'use lint, show, test, diff, schema, sign or keygen' });
  }
}

function needed(file: string | undefined, what: string): string {
  if (file === undefined) throw new WardlineError('usage', `\`policy ${what}\` needs a file`, { hint: `wardline policy ${what} FILE` });
  return file;
}

async function lint(files: readonly string[], layer: Layer): Promise<number> {
  if (files.length === 0) throw new WardlineError('usage', 'give at least one policy file', { hint: 'wardline policy lint FILE' });
  const errors: WardlineError[] = [];
  for (const file of files) {
    try {
      const { policy: effective } = await loadFiles([{ file, layer }]);
      const source = effective.sources.find((one) => one.layer === layer);
      process.stdout.write(`${file}: good (${source?.document.id}@${source?.document.version}, ${source?.document.levels.length} rows, ${source?.document.exceptions.length} exceptions)\n`);
      for (const one of effective.refused) process.stdout.write(`${file}: ${one.what} has no effect: ${one.reason}\n`);
    } catch (error) {
      if (!(error instanceof WardlineError)) throw error;
      errors.push(error);
      process.stderr.write(`wardline: ${error.message}\n`);
    }
  }
  return errors.length > 0 ? 2 : EXIT_OK;
}

async function show(args: Args): Promise<number> {
  const places = placesOf(args);
  const { policy: effective } = await loadPolicy(places);
  const { showPolicy, policyJson } = await import('../../policy/show.ts');
  process.stdout.write(args.flag('json') ? `${JSON.stringify(policyJson(effective), null, 2)}\n` : showPolicy(effective, Date.now()));
  return EXIT_OK;
}

async function test(args: Args, file: string | undefined, layer: Layer): Promise<number> {
  const loaded = file === undefined ? await loadPolicy(placesOf(args)) : await loadFiles([{ file, layer }]);
  const { createGate } = await import('../../gate/index.ts');
  const gate = await createGate({ policy: loaded, audit: false });
  const message = args.text('text');
  if (message !== undefined) {
    const { renderAnswer } = await import('../../gate/render.ts');
    const answer = gate.check(message);
    process.stdout.write(args.flag('json') ? `${JSON.stringify(answer)}\n` : answer.level === 0 ? 'allow\n' : renderAnswer(message, answer));
    return EXIT_OK;
  }
  const { runExamples } = await import('../../gate/examples.ts');
  const results = runExamples(gate, loaded.policy);
  for (const one of results) process.stdout.write(`${one.wrong.length === 0 ? 'ok  ' : 'FAIL'} ${one.layer}: ${one.name}${one.wrong.map((text) => `\n       ${text}`).join('')}\n`);
  const failed = results.filter((one) => one.wrong.length > 0).length;
  process.stdout.write(`${results.length} examples, ${failed} failed\n`);
  return failed > 0 ? EXIT_FAILED : EXIT_OK;
}

async function diff(file: string, layer: Layer, args: Args): Promise<number> {
  const places = placesOf(args);
  const before = await loadPolicy(places);
  const others = (['org', 'project', 'user'] as const).flatMap((one) => (one === layer ? [{ file, layer }] : places[one] === null ? [] : [{ file: places[one] as string, layer: one }]));
  const after = await loadFiles(others);
  const { comparePolicies, renderComparison } = await import('../../policy/diff.ts');
  const comparison = comparePolicies(places.state, before, after);
  process.stdout.write(args.flag('json') ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison));
  return EXIT_OK;
}

async function sign(file: string, key: string | undefined): Promise<number> {
  if (key === undefined) throw new WardlineError('usage', 'a key is needed to sign', { hint: 'wardline policy sign FILE --key KEY.pem' });
  await loadFiles([{ file, layer: 'org' }]);
  const [{ parsePrivateKey, publicKeyText }, { signPolicy }] = await Promise.all([import('../../policy/keys.ts'), import('../../policy/signature.ts')]);
  const privateKey = parsePrivateKey(readText(key), `\`${key}\``);
  writeFileSync(`${file}.sig`, signPolicy(readFileSync(file), privateKey));
  process.stdout.write(`${file}.sig is written. Pin this key where the policy is used (policy.pub, or WARDLINE_ORG_KEY):\n${publicKeyText(privateKey)}\n`);
  return EXIT_OK;
}

async function keygen(file: string): Promise<number> {
  const { makePrivateKey, publicKeyText } = await import('../../policy/keys.ts');
  const { key, pem } = makePrivateKey();
  try {
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new WardlineError('usage', `\`${file}\` can't be written`, { hint: 'a key is never written over another file', cause });
  }
  process.stdout.write(`${publicKeyText(key)}\n`);
  return EXIT_OK;
}

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WardlineError('usage', `\`${file}\` can't be read`, { hint: 'check its path', cause });
  }
}
