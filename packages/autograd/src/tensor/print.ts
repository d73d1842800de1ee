import type { Shape } from '../shape/shape.ts';

const EDGE = 3; // how much of each end of a cut axis is shown
const LINE = 100; // characters of the longest row
const SUMMARY = 1000; // in a tensor of more numbers all axes are cut

/**
 * Numbers in nested brackets, one row a line, aligned in columns, as NumPy prints an array.
 *
 * A row of more than 100 characters is cut to its first and last three numbers; in a tensor of more than 1000 numbers, so
 * is every axis.
 *
 * @param flat in row-major order
 */
export function formatNumbers(flat: ArrayLike<number>, shape: Shape): string {
  const whole = formatRows(flat, shape, LINE / '0, '.length);
  return whole.search(/\n|$/) > LINE ? formatRows(flat, shape, 2 * EDGE) : whole;
}

/** @param longest the size up to which the last axis is shown whole */
function formatRows(flat: ArrayLike<number>, shape: Shape, longest: number): string {
  const last = shape.length - 1;
  const nest = (write: (x: number) => string, axis = 0, start = 0, size = flat.length): string => {
    if (axis > last) return write(flat[start]);
    const length = shape[axis];
    const isCut = length > (axis === last ? longest : flat.length > SUMMARY ? 2 * EDGE : length);
    const parts: string[] = [];
    for (let i = 0; i < length; i++) {
      if (isCut && i === EDGE) {
        parts.push('…');
        i = length - EDGE;
      }
      parts.push(nest(write, axis + 1, start + (i * size) / length, size / length));
    }
    return `[${parts.join(axis < last ? ','.padEnd(1 + last - axis, '\n') + ' '.repeat(axis + 1) : ', ')}]`;
  };
  const shown: number[] = [];
  nest((x) => `${shown.push(x)}`);
  const write = numberFormat(shown);
  const width = shape.at(-1) === flat.length ? 0 : Math.max(...shown.map((x) => write(x).length));
  return nest((x) => write(x).padStart(width));
}

/**
 * One format for all numbers shown: integers without a point; others with five significant digits of the largest, and at
 * least four decimals, but without the zeros at the end of all; in scientific form if a number is too large, or too small
 * to show two digits.
 */
function numberFormat(shown: readonly number[]): (x: number) => string {
  const sizes = shown.filter(Number.isFinite).map(Math.abs);
  const max = Math.max(...sizes);
  const isIntegers = sizes.every(Number.isInteger);
  let digits = isIntegers ? 0 : Math.max(4, 4 - Math.floor(Math.log10(max)));
  const smallest = max < 1e-4 ? 1 : 10 ** (1 - digits);
  const isScientific = isIntegers ? max >= 1e16 : max >= 1e8 || sizes.some((x) => x > 0 && x < smallest);
  if (isScientific) digits = 4;
  const write = (x: number): string =>
    (Object.is(x, -0) ? '-' : '') + (isScientific ? x.toExponential(digits) : x.toFixed(digits));
  while (digits > 0 && sizes.every((x) => write(x).split('e')[0].endsWith('0'))) digits--;
  return write;
}
