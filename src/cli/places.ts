// Options that say where policies and state are, for commands that need them. Named on the command line they win over the
// environment, which wins over the standard places; a key pinned for the machine holds in any case.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { WardlineError } from '../errors.ts';
import { findPlaces, type Places } from '../policy/places.ts';
import type { Args, Option } from './command.ts';

const GROUP = 'Places';

export const STATE_OPTION: Readonly<Record<string, Option>> = {
  'state-dir': { type: 'string', value: 'DIR', help: 'audit, overrides and disputes (default: WARDLINE_STATE_DIR, or the user\'s)', group: GROUP },
};

export const PLACE_OPTIONS: Readonly<Record<string, Option>> = {
  'org-policy': { type: 'string', value: 'FILE', help: 'the organization\'s policy (default: WARDLINE_ORG_POLICY, or the machine\'s)', group: GROUP },
  'project-policy': { type: 'string', value: 'FILE', help: 'the project\'s policy (default: the nearest .wardline/policy.yaml); `none`: leave it out', group: GROUP },
  'user-policy': { type: 'string', value: 'FILE', help: 'your own policy (default: policy.yaml of the configuration); `none`: leave it out', group: GROUP },
  ...STATE_OPTION,
};

export function placesOf(args: Args): Places {
  const found = findPlaces();
  const policy = (option: string, standard: string | null): string | null => {
    const given = args.text(option);
    if (given === undefined) return standard;
    // The organization's can't be left out: that would be a way round it.
    if (given === 'none' && option !== 'org-policy') return null;
    if (!existsSync(given)) throw new WardlineError('usage', `\`--${option}\` names \`${given}\`, which is not there`, { hint: 'check the path' });
    return resolve(given);
  };
  const state = args.text('state-dir');
  return {
    ...found, org: policy('org-policy', found.org), project: policy('project-policy', found.project), user: policy('user-policy', found.user),
    state: state === undefined ? found.state : resolve(state),
  };
}
