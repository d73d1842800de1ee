/** The last value at or before a step; undefined if there is none. A search by halves, as a pointer asks often. */
export function lossAt(steps: Float64Array, losses: Float64Array, step: number): number | undefined {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : losses[low - 1];
}
