// Adding to and ending exceptions in a policy file, with all else in it left as it is, comments too. The file is checked
// before it takes the old one's place.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { WardlineError } from '../errors.ts';
import { makeDirectory } from '../findings/directory.ts';
import { dayOf } from './dates.ts';
import { parsePolicy, POLICY_FORMAT } from './parse.ts';
import type { Places } from './places.ts';

export function exceptionFile(places: Places, scope: 'project' | 'user'): string {
  if (scope === 'user') return places.user ?? join(places.config, 'policy.yaml');
  return places.project ?? resolve('.wardline', 'policy.yaml');
}

export function addException(file: string, exception: Readonly<Record<string, string>>): void {
  change(file, (document) => {
    if (!isSeq(document.get('exceptions'))) document.set('exceptions', document.createNode([]));
    (document.get('exceptions') as { add(item: unknown): void }).add(document.createNode(exception));
  });
}

/** It works no more from now on: its last day becomes yesterday. */
export function expireException(file: string, id: string, now: number): void {
  change(file, (document) => {
    const list = document.get('exceptions');
    const found = isSeq(list) ? list.items.find((item) => isMap(item) && item.get('id') === id) : undefined;
    if (found === undefined) throw new WardlineError('usage', `there is no exception \`${id.slice(0, 60)}\` in \`${file}\``, { hint: '`wardline exception list` shows all; those of the organization are ended there' });
    const map = found as YAMLMap;
    const yesterday = dayOf(now - 86_400_000);
    if (String(map.get('created')) > yesterday) map.set('created', yesterday);
    map.set('expires', yesterday);
  });
}

function change(file: string, edit: (document: ReturnType<typeof parseDocument>) => void): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : `# yaml-language-server: $schema=policy.schema.json\nwardline: ${POLICY_FORMAT}\nid: own\nversion: '1'\n`;
  if (existsSync(file)) parsePolicy(text, file);
  const document = parseDocument(text);
  edit(document);
  const changed = document.toString({ lineWidth: 0 });
  parsePolicy(changed, file);
  makeDirectory(dirname(file), 0o777);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, changed, { mode: 0o644 });
  renameSync(temporary, file);
}
