// Finds, reads, checks and merges the policies that hold here. Either all of it is good or nothing is used: a wrong
// file, a wrong signature or a cycle of includes is an error with its place.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WardlineError } from '../errors.ts';
import { sha256Hex } from '../findings/sha256.ts';
import type { Position } from '../rules/model.ts';
import type { Condition } from './conditions.ts';
import { type EffectivePolicy, mergePolicies } from './merge.ts';
import type { Layer, PolicyDocument, PolicySource } from './model.ts';
import type { TextProblem } from './parse.ts';
import type { Places } from './places.ts';

export interface LoadedPolicy {
  readonly policy: EffectivePolicy;
  readonly conditions: ReadonlyMap<string, Condition>;
}

const MAX_INCLUDES = 20;
const MAX_BYTES = 4 * 1024 * 1024;

type Conditions = { readonly text: string; readonly at: Position }[];

export async function loadPolicy(places: Places): Promise<LoadedPolicy> {
  const conditions: Conditions = [];
  const sources: PolicySource[] = [await basePolicy()];
  for (const layer of ['org', 'project', 'user'] as const) {
    const file = places[layer];
    if (file !== null) sources.push(await readPolicy(file, layer, conditions, layer === 'org' ? places.pin : null));
  }
  if (places.org === null && places.pin !== null) {
    throw new WardlineError('policy_missing', 'a key for the organization\'s policy is pinned, but there is no such policy', { hint: 'put it back, or set `WARDLINE_ORG_POLICY` to its file' });
  }
  return { policy: mergePolicies(sources), conditions: await compile(conditions) };
}

/** Policies given as files, each for its layer: for `policy lint` and `policy diff`. */
export async function loadFiles(files: readonly { readonly file: string; readonly layer: Layer }[]): Promise<LoadedPolicy> {
  const conditions: Conditions = [];
  const sources: PolicySource[] = [await basePolicy()];
  const { templateProblem } = await import('./example-text.ts');
  for (const { file, layer } of files) sources.push(await readPolicy(file, layer, conditions, null, templateProblem));
  return { policy: mergePolicies(sources), conditions: await compile(conditions) };
}

async function compile(conditions: Conditions): Promise<ReadonlyMap<string, Condition>> {
  return conditions.length === 0 ? NONE : (await import('./conditions.ts')).compileConditions(conditions);
}
const NONE: ReadonlyMap<string, Condition> = new Map();

async function readPolicy(file: string, layer: Layer, conditions: Conditions, pin: Places['pin'], textProblem?: TextProblem): Promise<PolicySource> {
  const bytes = readBytes(file, null);
  let signature: PolicySource['signature'] = 'none';
  if (pin !== null) {
    const { verifyPolicy } = await import('./signature.ts');
    verifyPolicy(file, bytes, pin);
    signature = 'pinned';
  }
  const { parsePolicy } = await import('./parse.ts');
  const texts: string[] = [];
  const visit = (path: string, open: readonly string[], at: Position | null): PolicyDocument => {
    if (open.includes(path)) throw includeError(`the includes go round: ${[...open.slice(open.indexOf(path)), path].join(' → ')}`, 'take one of them out', at);
    if (texts.length >= MAX_INCLUDES) throw includeError(`more than ${MAX_INCLUDES} files are included`, 'join some of them', at);
    // The signature covers the file itself: what it includes has to be named with its hash then.
    if (at !== null && pin !== null) throw includeError('a signed policy can\'t include files', 'write everything into the signed file', at);
    const text = at === null ? decode(bytes) : decode(readBytes(path, at));
    texts.push(text);
    const parsed = parsePolicy(text, path, textProblem);
    conditions.push(...parsed.conditions);
    return parsed.includes.reduce((whole, include) => join(visit(resolve(dirname(path), include.file), [...open, path], include.at), whole), parsed.document);
  };
  const document = visit(resolve(file), [], null);
  return { layer, file, hash: sha256Hex(new TextEncoder().encode(texts.join('\0'))).slice(0, 16), signature, document };
}

/** `own` goes over `included`: its settings win, its rows stand first. */
function join(included: PolicyDocument, own: PolicyDocument): PolicyDocument {
  return {
    ...own,
    settings: { ...included.settings, ...own.settings }, locks: [...own.locks, ...included.locks], levels: [...own.levels, ...included.levels], off: [...own.off, ...included.off],
    exceptions: [...own.exceptions, ...included.exceptions], identities: [...own.identities, ...included.identities], examples: [...own.examples, ...included.examples],
  };
}

function includeError(message: string, hint: string, at: Position | null): WardlineError {
  return new WardlineError('policy_include', message, at === null ? { hint } : { hint, at });
}

function readBytes(file: string, at: Position | null): Uint8Array {
  const where = at === null ? {} : { at };
  let handle: number | null = null;
  try {
    // Opened without waiting: a pipe in its place would never end, nor would a device.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(handle);
    if (!found.isFile()) throw new WardlineError('policy_unreadable', `the policy \`${file}\` is no file`, { hint: 'name a plain file', ...where });
    if (found.size > MAX_BYTES) throw new WardlineError('policy_unreadable', `the policy \`${file}\` has ${found.size} bytes, more than ${MAX_BYTES}`, { hint: 'split it with `include`', ...where });
    return readFileSync(handle);
  } catch (cause) {
    if (cause instanceof WardlineError) throw cause;
    throw new WardlineError('policy_unreadable', `the policy \`${file}\` can't be read`, { hint: 'check that it exists and may be read', cause, ...where });
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

let base: PolicySource | null = null;

/** Made from policies/base.yaml when the package was built, so that no YAML is read at start. */
export async function basePolicy(): Promise<PolicySource> {
  if (base !== null) return base;
  for (const place of ['../../base-policy.json', '../base-policy.json', '../../dist/base-policy.json']) {
    try {
      base = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as PolicySource;
      return base;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new WardlineError('not_built', '`base-policy.json` is not in the package', { hint: 'run `npm run build`' });
}
