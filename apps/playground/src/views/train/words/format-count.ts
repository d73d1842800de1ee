const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with its thousands marked: 1,000. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A measured number to two digits, which is as much as a speed on a computer repeats: 68,000, 1.4 million. */
export function formatMeasured(value: number): string {
  const rounded = Number(value.toPrecision(2));
  if (rounded >= 1e6) return `${Number((rounded / 1e6).toPrecision(2))} million`;
  return rounded >= 10 ? whole.format(rounded) : String(rounded);
}
