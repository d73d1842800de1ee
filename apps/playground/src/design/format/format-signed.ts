/** How exact {@link formatSigned} is. */
export interface Exactness {
  /** The number of significant digits; default 4. */
  readonly digits?: number;
  /** The number of decimals instead, so that the numbers of a column line up. */
  readonly decimals?: number;
}

/**
 * A number with a real minus sign, to a number of digits or of decimals: `−0.01235`, `−0.0124`. A number other than 0 is never rounded to 0:
 * it is written in powers of ten.
 */
export function formatSigned(x: number, { digits = 4, decimals }: Exactness = {}): string {
  return written(x, digits, decimals).replaceAll('-', '−');
}

function written(x: number, digits: number, decimals: number | undefined): string {
  if (decimals === undefined) return x.toPrecision(digits);
  const rounded = x.toFixed(decimals);
  return Number(rounded) === 0 && x !== 0 ? x.toExponential(1) : rounded;
}
