/** A loss to two decimals; a dash if there is none. */
export function formatLoss(loss: number | undefined): string {
  if (loss === undefined) return '–';
  return Number.isFinite(loss) ? loss.toFixed(2) : 'not a number';
}
