/**
 * A probability as a percentage, without false precision: `31 %`, `0.4 %`, `< 0.1 %`.
 *
 * @param digits so many significant digits instead, such as 3 beside a loss: `5.28 %`
 */
export function formatPercent(probability: number, digits?: number): string {
  const percent = 100 * probability;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '< 0.1 %';
  if (digits !== undefined) return `${percent.toPrecision(digits)} %`;
  // 0.95 would be rounded to 1.0.
  return `${percent < 0.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}
