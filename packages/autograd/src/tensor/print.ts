import type { Shape } from '../shape/shape.ts';

const EDGE_ITEMS = 3; // the numbers shown at each end of a truncated axis
const LINE_WIDTH = 100; // the largest number of characters in a row
const THRESHOLD = 1000; // the number of elements above which all axes are truncated

/**
 * Numbers in nested brackets, one row per line, aligned in columns, as NumPy prints an array.
 *
 * Rows of more than 100 characters are truncated to their first and last three numbers; in a tensor of more than 1000
 * numbers, so are all axes.
 *
 * @param flat in row-major order
 */
export function formatNumbers(flat: ArrayLike<number>, shape: Shape): string {
  const whole = formatRows(flat, shape, LINE_WIDTH / '0, '.length);
  return whole.search(/\n|$/) > LINE_WIDTH ? formatRows(flat, shape, 2 * EDGE_ITEMS) : whole;
}

/** @param maxLength the size up to which the last axis is not truncated */
function formatRows(flat: ArrayLike<number>, shape: Shape, maxLength: number): string {
  const last = shape.length - 1;
  const nest = (write: (x: number) => string, axis = 0, start = 0, size = flat.length): string => {
    if (axis > last) return write(flat[start]);
    const length = shape[axis];
    const isTruncated = length > (axis === last ? maxLength : flat.length > THRESHOLD ? 2 * EDGE_ITEMS : length);
    const parts: string[] = [];
    for (let i = 0; i < length; i++) {
      if (isTruncated && i === EDGE_ITEMS) {
        parts.push('…');
        i = length - EDGE_ITEMS;
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
 * The format of all numbers shown: integers without a point; others with five significant digits of the largest, and at
 * least four decimals, without zeros that end all of them; in scientific form if a number is too large, or too small
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
