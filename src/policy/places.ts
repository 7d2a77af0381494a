// Where policies and state live, by the rules of the system. Environment variables win, for tests and containers.

import { type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../errors.ts';
import { configDirectory } from '../findings/key-file.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Places {
  /** Null: there is none. */
  readonly org: string | null;
  readonly project: string | null;
  readonly user: string | null;
  /** Public key that the organization's policy has to be signed with, or null when none is pinned. */
  readonly pin: { readonly key: string; readonly from: string } | { readonly file: string } | null;
  readonly config: string;
  readonly state: string;
}

/** Audit, overrides, disputes. */
export function stateDirectory(env: Env = process.env): string {
  const own = env['WARDLINE_STATE_DIR'];
  if (own) return resolve(own);
  const xdg = env['XDG_STATE_HOME'];
  if (xdg) return join(xdg, 'wardline');
  if (env['WARDLINE_CONFIG_DIR']) return join(resolve(env['WARDLINE_CONFIG_DIR']), 'state');
  const local = env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local) return join(local, 'wardline', 'state');
  return join(env['HOME'] ?? dirname(dirname(configDirectory(env))), '.local', 'state', 'wardline');
}

/** A place of the organization that can't be looked into may hold a policy: that is no reason to go on without. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    throw new WardlineError('policy_unreadable', `whether there is a policy at \`${path}\` can't be told: ${(error as Error).message}`, { hint: 'let the user of this process read the directory' });
  }
}

/** A home that is closed to this process is not that of its user: a service that runs with the environment of another. */
function isOwnFile(path: string): boolean {
  return isThere(path, (found) => found.isFile());
}

function isThere(path: string, test: (found: Stats) => boolean): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && test(found);
  } catch {
    return false;
  }
}

/** `WARDLINE_ORG_POLICY` names a file that must exist: a policy that is asked for and missing is an error of load.ts. */
export function findPlaces(cwd: string = process.cwd(), env: Env = process.env): Places {
  const config = configDirectory(env);
  const system = process.platform === 'win32' ? join(env['ProgramData'] ?? 'C:\\ProgramData', 'wardline') : '/etc/wardline';
  const orgFile = join(system, 'policy.yaml');
  const org = env['WARDLINE_ORG_POLICY'] ?? (isFile(orgFile) ? orgFile : null);
  const userFile = join(config, 'policy.yaml');
  const systemPin = join(system, 'policy.pub');
  const ownPin = join(config, 'org-policy.pub');
  const pinned = env['WARDLINE_ORG_KEY'];
  return {
    org: org === '' ? null : org, project: given(env['WARDLINE_PROJECT_POLICY'], () => findProject(cwd)), user: given(env['WARDLINE_USER_POLICY'], () => (isOwnFile(userFile) ? userFile : null)),
    // The machine's own pin can't be put aside by the environment of a process.
    pin: isFile(systemPin) ? { file: systemPin } : pinned ? { key: pinned, from: '`WARDLINE_ORG_KEY`' } : isOwnFile(ownPin) ? { file: ownPin } : null,
    config, state: stateDirectory(env),
  };
}

/** What the environment says; an empty value says that there is none. */
function given(value: string | undefined, standard: () => string | null): string | null {
  return value === undefined ? standard() : value === '' ? null : value;
}

/** The nearest `.wardline/policy.yaml` above, up to the root of the repository. */
function findProject(cwd: string): string | null {
  let at = resolve(cwd);
  for (let i = 0; i < 64; i++) {
    const file = join(at, '.wardline', 'policy.yaml');
    if (isOwnFile(file)) return file;
    const up = dirname(at);
    if (up === at || isThere(join(at, '.git'), () => true)) return null;
    at = up;
  }
  return null;
}
