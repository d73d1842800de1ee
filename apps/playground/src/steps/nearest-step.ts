/** The kept step nearest to a place on the slider; undefined if none is kept. */
export function nearestStep(kept: readonly number[], place: number): number | undefined {
  let nearest: number | undefined;
  for (const step of kept) {
    if (nearest === undefined || Math.abs(step - place) < Math.abs(nearest - place)) nearest = step;
  }
  return nearest;
}

/**
 * The kept step a number of places before or after another; the first or the last at the ends.
 *
 * @param from need not be kept: the count starts between its neighbours
 */
export function stepBeside(kept: readonly number[], from: number, places: number): number | undefined {
  if (places === 0) return nearestStep(kept, from);
  const others = kept.filter((step) => (places > 0 ? step > from : step < from));
  const index = places > 0 ? Math.min(places, others.length) - 1 : Math.max(0, others.length + places);
  return others[index] ?? nearestStep(kept, from);
}
