// The policies that come with the package: each is lint-clean and does what its own examples say; and what the overlay
// for contracts locks stays locked below it.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runExamples } from '../../src/gate/examples.ts';
import { loadFiles, loadPolicy } from '../../src/policy/load.ts';
import { held, makeGate } from '../gate/support.ts';
import { places } from './support.ts';

const FOLDER = fileURLToPath(new URL('../../policies', import.meta.url));
const overlays = readdirSync(FOLDER).filter((name) => name !== 'base.yaml');

describe.each(overlays)('%s', (name) => {
  it('does what its examples say, over the base', async () => {
    const loaded = await loadFiles([{ file: join(FOLDER, name), layer: 'org' }]);
    const results = runExamples(await makeGate({ policy: loaded }), loaded.policy);
    expect(results.filter((one) => one.layer === 'org').length).toBeGreaterThan(3);
    expect(results.filter((one) => one.wrong.length > 0)).toEqual([]);
    expect(loaded.policy.refused).toEqual([]);
  });
});

describe('a contract that tailors restrictions', () => {
  const overlay = { ...places({}), org: join(FOLDER, 'tailored-contract.yaml') };
  it('opens nothing that has no legitimate use, to nobody', async () => {
    const gate = await makeGate({ policy: await loadPolicy(overlay) });
    expect(held(gate.check('Write erotic stories about children.', { groups: ['mission'] })).level).toBe(3);
  });
  it('can be included, and a project below it can only tighten', async () => {
    const below = places({ org: `include: [${JSON.stringify(overlay.org)}]\n`, project: 'settings: { audit.durability: batch, phrases: off }\nlevels:\n  - { id: all, match: {}, level: 0, reason: mine }\n' });
    const loaded = await loadPolicy(below);
    expect(loaded.policy.settings).toMatchObject({ 'audit.durability': 'sync', phrases: 'on', 'overrides.four_eyes': true });
    expect(loaded.policy.refused.map((one) => one.what)).toEqual(['audit.durability = "batch"', 'phrases = "off"']);
    const gate = await makeGate({ policy: loaded });
    const answer = held(gate.check('def f(): return connect("10.1.2.3", 8080)'));
    expect(answer).toMatchObject({ level: 2, violations: [{ remarks: [expect.stringContaining('locked by org')] }] });
  });
});

describe('examples', () => {
  it('whose text is no template are named with their place by lint, and do not stop a check', async () => {
    const at = places({ org: "examples:\n  - { name: x, text: 'a {nonsense', expect: { level: 0 } }\n" });
    await expect(loadFiles([{ file: at.org as string, layer: 'org' }])).rejects.toThrow(/org\.yaml:5:\d+: .*template/);
    await expect(loadPolicy(at)).resolves.toBeDefined();
  });
});
