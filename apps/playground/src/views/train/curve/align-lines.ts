/** Points of one line, in ascending order of x. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A y of uPlot: a number, null for a gap, undefined where the line has no point. */
export type AlignedValue = number | null | undefined;

/**
 * All lines on one x axis, as uPlot takes them: every x of any line once, and for each line its y there.
 *
 * A y that is not finite becomes a gap.
 */
export function alignLines(lines: readonly Line[]): [Float64Array, ...AlignedValue[][]] {
  const x = sortedUnion(lines.map((line) => line.x));
  return [x, ...lines.map((line) => spread(line, x))];
}

function sortedUnion(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const array of arrays) {
    all.set(array, length);
    length += array.length;
  }
  all.sort();
  return all.filter((value, i) => i === 0 || value !== all[i - 1]);
}

function spread({ x, y }: Line, onto: Float64Array): AlignedValue[] {
  const values = new Array<AlignedValue>(onto.length);
  let next = 0;
  for (let i = 0; i < onto.length; i++) {
    if (next >= x.length || x[next] !== onto[i]) continue;
    values[i] = Number.isFinite(y[next]) ? y[next] : null;
    next++;
  }
  return values;
}
