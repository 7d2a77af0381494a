// What each exit code means (docs: README, "Exit codes").

export const EXIT_OK = 0;
/** `scan`: findings. Other commands: it failed, with the reason on stderr. */
export const EXIT_FINDINGS = 1;
export const EXIT_FAILED = 1;
/** Wrong usage, or a policy or rule file that can't be used. */
export const EXIT_USAGE = 2;
/** Some input could not be read, understood, or was cut short. Wins over EXIT_FINDINGS. */
export const EXIT_INCOMPLETE = 3;
export const EXIT_INTERRUPTED = 130;
/** `check`: by the level of its answer. */
export const EXIT_OF_LEVEL = [0, 10, 20, 30] as const;
