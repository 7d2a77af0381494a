// The nearest of the known names, for hints.

/** Longer names are compared by their beginning. */
const MOST_COMPARED = 64;

/**
 * The name that takes fewest edits, or goes on where `wanted` ends; null when none is near enough to be worth naming: within
 * a third of its length, but `always` edits at least.
 */
export function nearestName(wanted: string, known: Iterable<string>, always = 1): string | null {
  let best: string | null = null;
  let least = Math.max(always, Math.floor(wanted.length / 3)) + 1;
  const word = wanted.slice(0, MOST_COMPARED).toLowerCase();
  for (const name of known) {
    const candidate = name.slice(0, MOST_COMPARED).toLowerCase();
    const goesOn = word.length >= 3 && candidate.startsWith(word);
    if (!goesOn && Math.abs(name.length - wanted.length) >= least) continue;
    const distance = goesOn ? 1 : editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours, each worth one. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
