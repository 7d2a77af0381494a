// Lays policies over each other. Rules of it, in short:
//   * each layer may tighten anything; a layer may loosen what no layer above it has locked;
//   * a lock names a setting, a group of them (`overrides`), `levels`, `levels.TYPE`, `levels.TYPE.kind`, `levels.3`,
//     `rules` or `exceptions`;
//   * what is refused is kept, with the reason, and shown.

import { LAYERS, type Exception, type Identity, type Layer, type LevelRow, type PolicySource } from './model.ts';
import { loosens, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

export interface Origin {
  readonly layer: Layer | 'default';
  readonly file: string;
}

export interface EffectiveSetting {
  readonly value: unknown;
  readonly origin: Origin;
  readonly locked_by: Layer | null;
}

export interface Refusal {
  readonly layer: Layer;
  readonly what: string;
  readonly reason: string;
}

export interface EffectivePolicy {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly sources: readonly PolicySource[];
  readonly settings: Settings;
  readonly origins: ReadonlyMap<SettingName, EffectiveSetting>;
  /** By layer, base first. */
  readonly rows: readonly { readonly layer: Layer; readonly rows: readonly LevelRow[] }[];
  readonly locks: ReadonlyMap<string, Layer>;
  readonly off: ReadonlyMap<string, Layer>;
  readonly exceptions: readonly { readonly layer: Layer; readonly exception: Exception }[];
  readonly identities: readonly Identity[];
  readonly refused: readonly Refusal[];
}

/** The layer above `layer` that locked `name` or a group it belongs to. */
export function lockOf(locks: ReadonlyMap<string, Layer>, name: string, layer: Layer): Layer | null {
  let part = name;
  for (;;) {
    const by = locks.get(part);
    if (by !== undefined && LAYERS.indexOf(by) < LAYERS.indexOf(layer)) return by;
    const dot = part.lastIndexOf('.');
    if (dot < 0) return null;
    part = part.slice(0, dot);
  }
}

export function mergePolicies(given: readonly PolicySource[]): EffectivePolicy {
  const sources = [...given].sort((a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer));
  const locks = new Map<string, Layer>();
  const off = new Map<string, Layer>();
  const exceptions: { layer: Layer; exception: Exception }[] = [];
  const identities: Identity[] = [];
  const refused: Refusal[] = [];
  const rows: { layer: Layer; rows: readonly LevelRow[] }[] = [];
  const origins = new Map<SettingName, EffectiveSetting>();
  for (const name of SETTING_NAMES) origins.set(name, { value: SETTINGS[name].value, origin: { layer: 'default', file: '' }, locked_by: null });

  for (const { layer, file, document } of sources) {
    const tightenOnly = layer === 'project' && origins.get('project_policy')?.value === 'tighten_only';
    const stop = (name: string): string | null => {
      const by = lockOf(locks, name, layer);
      if (by !== null) return `\`${name}\` is locked by ${by}`;
      return tightenOnly ? 'project policies may only tighten (`project_policy`)' : null;
    };
    for (const [key, value] of Object.entries(document.settings)) {
      const name = key as SettingName;
      const before = origins.get(name) as EffectiveSetting;
      const reason = layer === 'project' && 'notFromProject' in SETTINGS[name] ? 'a project can\'t say where messages are sent' : loosens(name, before.value, value) || !('tighter' in SETTINGS[name]) ? stop(name) : null;
      if (reason !== null && before.value !== value) refused.push({ layer, what: `${name} = ${JSON.stringify(value)}`, reason });
      else origins.set(name, { value, origin: { layer, file }, locked_by: null });
    }
    for (const id of document.off) {
      const reason = stop('rules');
      if (reason === null) off.set(id, off.get(id) ?? layer);
      else refused.push({ layer, what: `rules.off: ${id}`, reason });
    }
    for (const exception of document.exceptions) {
      const reason = stop('exceptions');
      if (reason === null) exceptions.push({ layer, exception });
      else refused.push({ layer, what: `exception ${exception.id}`, reason });
    }
    // Who may approve is nothing a project or a person says of themselves where there is an organization.
    const orgSpoke = sources.some((source) => source.layer === 'org');
    for (const identity of document.identities) {
      if (layer === 'base' || layer === 'org' || !orgSpoke) identities.push(identity);
      else refused.push({ layer, what: `identity ${identity.name}`, reason: 'identities are named by the organization' });
    }
    rows.push({ layer, rows: document.levels });
    for (const lock of document.locks) if (!locks.has(lock)) locks.set(lock, layer);
  }
  for (const [name, setting] of origins) {
    const by = lockOf(locks, name, 'user') ?? null;
    if (by !== null) origins.set(name, { ...setting, locked_by: by });
  }
  const settings = Object.fromEntries([...origins].map(([name, { value }]) => [name, value])) as unknown as Settings;
  const top = sources.find((source) => source.layer === 'org') ?? sources[sources.length - 1];
  return {
    id: top?.document.id ?? 'none',
    version: sources.map((source) => `${source.document.id}@${source.document.version}`).join('+'),
    hash: sources.map((source) => source.hash).join('.'),
    sources, settings, origins, rows, locks, off, exceptions, identities, refused,
  };
}
