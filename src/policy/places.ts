// Where policies and state live, by the rules of the system. Environment variables win, for tests and containers.

import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
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

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** `WARDLINE_ORG_POLICY` names a file that must exist: a policy that is asked for and missing is an error of load.ts. */
export function findPlaces(cwd: string = process.cwd(), env: Env = process.env): Places {
  const config = configDirectory(env);
  const system = process.platform === 'win32' ? join(env['ProgramData'] ?? 'C:\\ProgramData', 'wardline') : '/etc/wardline';
  const orgFile = join(system, 'policy.yaml');
  const org = env['WARDLINE_ORG_POLICY'] ?? (isFile(orgFile) ? orgFile : null);
  const userFile = join(config, 'policy.yaml');
  const pins = [join(system, 'policy.pub'), join(config, 'org-policy.pub')].filter(isFile);
  const pinned = env['WARDLINE_ORG_KEY'];
  return {
    org: org === '' ? null : org, project: env['WARDLINE_PROJECT_POLICY'] ?? findProject(cwd), user: isFile(userFile) ? userFile : null,
    pin: pinned ? { key: pinned, from: '`WARDLINE_ORG_KEY`' } : pins[0] === undefined ? null : { file: pins[0] },
    config, state: stateDirectory(env),
  };
}

/** The nearest `.wardline/policy.yaml` above, up to the root of the repository. */
function findProject(cwd: string): string | null {
  let at = resolve(cwd);
  for (let i = 0; i < 64; i++) {
    const file = join(at, '.wardline', 'policy.yaml');
    if (isFile(file)) return file;
    const up = dirname(at);
    if (up === at || statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return null;
    at = up;
  }
  return null;
}
