// What can go wrong with an input. These are expected: they become lines of the report, never a crash.

export type InputReason =
  | 'unreadable' // the system refused: permissions, I/O error, gone
  | 'unsupported_format' // recognised, not opened: 7z, rar, evtx, journal, encrypted zip, a zip method nobody uses
  | 'truncated' // ends before its format says so
  | 'corrupt' // does not decode
  | 'checksum_mismatch' // decodes, but the stored checksum disagrees
  | 'trailing_data' // bytes after the end of the compressed data that belong to nothing
  | 'changed' // shrank or was replaced while being read
  | 'limit_ratio'
  | 'limit_decoded'
  | 'limit_entries'
  | 'limit_depth'
  | 'limit_window'
  | 'limit_size'
  | 'not_a_file' // device, socket, FIFO
  | 'symlink_loop'
  | 'binary' // only with --skip-binary
  | 'not_written' // redact: the output
  | 'hard_link' // redact in place: another name of the file still holds what was replaced
  | 'worker_died'
  | 'interrupted'
  | 'internal';

export class InputError extends Error {
  readonly reason: InputReason;
  /** Depth of the layer that failed; null while it is not known to any. */
  depth: number | null = null;
  /** Already in the report: outer layers only stop. */
  reported = false;
  /** Member of the failing container in which it ended. */
  member: string | null = null;

  constructor(reason: InputReason, message: string) {
    super(message);
    this.name = 'InputError';
    this.reason = reason;
  }
}

export function asInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_')) return new InputError('unreadable', systemWords(code));
  return new InputError('internal', `failed inside: ${error instanceof Error ? error.message.slice(0, 200) : String(error).slice(0, 200)}`);
}

/** What people call the usual system errors. */
export function systemWords(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `no permission to read it (${code})`;
    case 'ENOENT':
      return 'no such file or directory (ENOENT)';
    case 'ELOOP':
      return 'symbolic links go round in a circle (ELOOP)';
    case 'EMFILE':
      return 'too many files open (EMFILE)';
    case 'ENAMETOOLONG':
      return 'the path is too long (ENAMETOOLONG)';
    default:
      return `could not be read (${code})`;
  }
}
