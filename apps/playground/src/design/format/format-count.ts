const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A number of things, as people read it: `32,257`. */
export function formatCount(n: number): string {
  return whole.format(n);
}
