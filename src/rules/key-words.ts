// The words that lead the sieve to assignments (assembly/assign): case-insensitive literals, three bytes at least,
// rare in logs, together covering the names people give to secrets. Figures: occurrences in 12.6 MB of clean logs.

export interface KeyWord {
  readonly text: string;
  /** Class of the key it usually names (assembly/assign/classes.ts); the matcher decides by the whole name. */
  readonly keyClass: number;
}

export const KEY_WORDS: readonly KeyWord[] = [
  { text: 'passw', keyClass: 1 }, // 2,675, nearly all `password for`
  { text: '_pass', keyClass: 1 }, // DB_PASS, AUTH_PASS
  { text: 'pass=', keyClass: 1 },
  { text: 'pass =', keyClass: 1 },
  { text: 'pass:', keyClass: 1 },
  { text: "pass'", keyClass: 1 }, // 'pass' => …
  { text: 'pass"', keyClass: 1 }, // "pass":, "smtpPass":
  { text: 'passcode', keyClass: 1 },
  { text: 'phrase', keyClass: 8 },
  { text: 'pwd', keyClass: 1 }, // 188, nearly all PWD=/path
  { text: 'secret', keyClass: 2 }, // 2
  { text: 'token', keyClass: 3 }, // 41
  { text: 'key', keyClass: 9 }, // 618
  { text: 'credential', keyClass: 5 }, // 0
  { text: 'authoriz', keyClass: 6 }, // 0
  { text: '_auth', keyClass: 6 }, // 1
  { text: 'identified', keyClass: 1 }, // SQL: identified by '…'
];
