/** The name that was probably meant: at an edit distance of one or two, or one of the two is a prefix of the other. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length < 2) return undefined;
  const allowed = typed.length < 5 ? 1 : 2;
  const close = names
    .map((name) => ({ name, distance: begins(typed, name) ? 0.5 : editDistance(typed, name) }))
    .filter(({ distance }) => distance <= allowed);
  return close.sort((a, b) => a.distance - b.distance)[0]?.name;
}

function begins(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/**
 * The Levenshtein distance: the number of letters to insert, delete or replace to turn a into b.
 *
 * @see https://en.wikipedia.org/wiki/Levenshtein_distance
 */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
