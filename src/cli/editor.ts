// The person's editor, opened at a place.

import { spawnSync, type StdioOptions } from 'node:child_process';
import { basename } from 'node:path';
import process from 'node:process';
import { WardlineError } from '../errors.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** How editors are told where to begin; one that is not known here opens the file at its begin. */
const FORMS: readonly (readonly [names: RegExp, form: (file: string, place: Place) => readonly string[]])[] = [
  [/^(?:n?vim?|vim\.\w+|view|ex|pico|joe|mg|jed)$/, (file, { line }) => [`+${line}`, file]],
  [/^(?:nano|rnano)$/, (file, { line, column }) => [`+${line},${column}`, file]],
  [/^(?:emacs|emacsclient|micro|kak|gedit)$/, (file, { line, column }) => [`+${line}:${column}`, file]],
  [/^(?:hx|helix|subl|zed)$/, (file, { line, column }) => [`${file}:${line}:${column}`]],
  [/^(?:code|code-insiders|codium|cursor)$/, (file, { line, column }) => ['--goto', `${file}:${line}:${column}`]],
];

export function editorArguments(editor: string, file: string, place: Place): readonly string[] {
  const name = basename(editor.trim().split(/\s+/)[0] ?? '').replace(/\.(?:exe|cmd)$/i, '');
  return FORMS.find(([names]) => names.test(name))?.[1](file, place) ?? [file];
}

/** `VISUAL` or `EDITOR`; what stands there may have arguments, as shells take it. The file's name is never read by a shell. */
export function openEditor(file: string, place: Place, stdio: StdioOptions): void {
  const editor = process.env['VISUAL'] || process.env['EDITOR'];
  if (!editor) throw new WardlineError('no_editor', 'no editor is set', { hint: 'set EDITOR, e.g. `EDITOR=nano`, or use `--do sanitize`' });
  const args = editorArguments(editor, file, place);
  const [program = editor, ...first] = editor.trim().split(/\s+/);
  const ran = process.platform === 'win32' ? spawnSync(program, [...first, ...args], { stdio }) : spawnSync('/bin/sh', ['-c', `${editor} "$@"`, editor, ...args], { stdio });
  if (ran.error !== undefined || ran.status !== 0) {
    throw new WardlineError('editor_failed', `the editor \`${editor.slice(0, 60)}\` ended with ${ran.status ?? ran.signal ?? 'an error'}`, { hint: 'set EDITOR to one that works' });
  }
}
