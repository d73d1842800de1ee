/** The number of parts for the median. Steps can be shorter than the resolution of a clock, so each part has many. */
const PARTS = 5;

/**
 * The usual time of a step, in the unit of the times, from the second half of the steps: in the first, the runtime still compiles.
 *
 * It is a median over parts of these steps, so a pause of the machine changes nothing, even if it is longer than all steps.
 *
 * @param ends the time at the beginning of the first step, and at the end of each; at least two
 */
export function usualStep(ends: readonly number[]): number {
  const first = Math.floor((ends.length - 1) / 2);
  const count = ends.length - 1 - first;
  const parts = Math.min(PARTS, count);
  const edges = Array.from({ length: parts + 1 }, (_, i) => first + Math.floor((i * count) / parts));
  const means = edges.slice(1).map((end, i) => (ends[end] - ends[edges[i]]) / (end - edges[i]));
  return means.sort((a, b) => a - b)[Math.floor((parts - 1) / 2)];
}
