/** A number as people read it, with four digits and a real minus sign: `−0.01235`. */
export function signed(x: number): string {
  return x.toPrecision(4).replace('-', '−');
}
