// Build step: policies/base.yaml → base-policy.json.

import { readFileSync, writeFileSync } from 'node:fs';
import { sha256Hex } from '../findings/sha256.ts';
import type { PolicySource } from './model.ts';
import { parsePolicy } from './parse.ts';

export function buildBasePolicy(file: string, out: string): void {
  const text = readFileSync(file, 'utf8');
  const { document, conditions, includes } = parsePolicy(text, 'policies/base.yaml');
  // Conditions and includes would cost every start.
  if (conditions.length > 0 || includes.length > 0) throw new Error('the base policy has conditions or includes');
  const source: PolicySource = { layer: 'base', file: 'policies/base.yaml', hash: sha256Hex(new TextEncoder().encode(text)).slice(0, 16), signature: 'shipped', document };
  writeFileSync(out, JSON.stringify(source));
}
