import leven from 'leven';

/** A line, and how far it is from a text. */
export interface NearLine {
  readonly text: string;
  /** The edit distance: how many letters must be changed, added or removed. */
  readonly distance: number;
}

/** The lines nearest to a text by edit distance, without repetitions. Of those as near, the ones that begin like it for longer come first. */
export function nearestLines(text: string, lines: readonly string[], count: number): NearLine[] {
  const nearest: (NearLine & { readonly shared: number })[] = [];
  for (const line of lines) {
    const worst = nearest.length < count ? Infinity : (nearest.at(-1)?.distance ?? Infinity);
    if (Math.abs(line.length - text.length) > worst) continue;
    // The cap is also the answer for what is beyond it.
    const distance = worst === Infinity ? leven(text, line) : leven(text, line, { maxDistance: worst + 1 });
    if (distance > worst) continue;
    const shared = sharedBeginning(text, line);
    const place = nearest.findIndex(
      (each) => distance < each.distance || (distance === each.distance && shared > each.shared),
    );
    const isKnown = nearest.some((each) => each.text === line);
    if (isKnown || (place < 0 && nearest.length === count)) continue;
    nearest.splice(place < 0 ? nearest.length : place, 0, { text: line, distance, shared });
    nearest.length = Math.min(nearest.length, count);
  }
  return nearest.map(({ text, distance }) => ({ text, distance }));
}

function sharedBeginning(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
