// Days as exceptions and reports write them. UTC throughout: a policy means the same on every machine.

const DAY_MS = 86_400_000;

/** Begin of the day `YYYY-MM-DD` in milliseconds, or null when there is no such day. */
export function parseDay(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return null;
  const time = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return new Date(time).toISOString().slice(0, 10) === text ? time : null;
}

/** Whether the end of that day has passed. What is no day has always passed. */
export function dayIsOver(day: string, now: number): boolean {
  const begin = parseDay(day);
  return begin === null || now >= begin + DAY_MS;
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function daysBetween(from: string, time: number): number {
  const begin = parseDay(from);
  return begin === null ? 0 : Math.floor((time - begin) / DAY_MS);
}
