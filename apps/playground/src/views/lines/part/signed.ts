/** A number as people read it, with a real minus sign: `−0.0124`; in powers of ten only if it would be rounded to 0. */
export function signed(x: number, digits = 4): string {
  const rounded = x.toFixed(digits);
  return (Number(rounded) === 0 && x !== 0 ? x.toExponential(1) : rounded).replaceAll('-', '−');
}
