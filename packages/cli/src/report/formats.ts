const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const THOUSAND = 1000;

/** A number as people write it: `1,240`. */
export function count(n: number): string {
  return whole.format(n);
}

/** A number with its noun: `1 line`, `32,033 lines`. */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A rate without digits that only flicker: two digits are exact, as in `9,600`. */
export function rounded(n: number): string {
  return count(Number(n.toPrecision(n < THOUSAND ? 3 : 2)));
}

/** A number of bytes: `980 bytes`, `12 kB`, `1.1 MB`. */
export function bytes(n: number): string {
  if (n < THOUSAND) return counted(n, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = n / THOUSAND;
  let unit = 0;
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= THOUSAND;
  return `${size < 9.95 ? size.toFixed(1) : size.toFixed(0)} ${units[unit]}`;
}

/** A number of parameters: `4,192`, `0.80 M`, `124 M`. */
export function parameters(n: number): string {
  if (n < 100_000) return count(n);
  const millions = n / 1e6;
  return `${millions < 10 ? millions.toFixed(2) : millions < 100 ? millions.toFixed(1) : count(millions)} M`;
}

/** A loss with three decimals: they are what differs between two runs. One that grew without bound has few digits. */
export function loss(n: number): string {
  return n < THOUSAND ? n.toFixed(3) : n.toExponential(1);
}

/** A learning rate in two digits: `1.0e-3`, or 0. */
export function rate(n: number): string {
  return n === 0 ? '0' : n.toExponential(1);
}
