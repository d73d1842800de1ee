/** A number as people read it, with a real minus sign: `−0.01235`. */
export function signed(x: number, digits = 4): string {
  return x.toPrecision(digits).replaceAll('-', '−');
}
