import { formatCount } from '../../../design/format/format-count.ts';

/** A measured number to two digits, as the next measurement differs in the third: `68,000`, `1.4 million`. */
export function formatMeasured(value: number): string {
  const rounded = Number(value.toPrecision(2));
  if (rounded >= 1e6) return `${Number((rounded / 1e6).toPrecision(2))} million`;
  return rounded >= 10 ? formatCount(rounded) : String(rounded);
}
