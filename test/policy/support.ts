import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy, type LoadedPolicy } from '../../src/policy/load.ts';
import type { Places } from '../../src/policy/places.ts';

export const folder = (): string => mkdtempSync(join(tmpdir(), 'policy-'));

/** Policies by layer, as YAML without the head. */
export async function load(layers: { org?: string; project?: string; user?: string; pin?: Places['pin']; dir?: string }): Promise<LoadedPolicy> {
  return loadPolicy(places(layers));
}

export function places(layers: { org?: string; project?: string; user?: string; pin?: Places['pin']; dir?: string }): Places {
  const dir = layers.dir ?? folder();
  const put = (layer: 'org' | 'project' | 'user'): string | null => {
    if (layers[layer] === undefined) return null;
    const file = join(dir, `${layer}.yaml`);
    writeFileSync(file, `wardline: policy@1\nid: ${layer}\nversion: '1'\n${layers[layer]}`);
    return file;
  };
  return { org: put('org'), project: put('project'), user: put('user'), pin: layers.pin ?? null, config: dir, state: join(dir, 'state') };
}
