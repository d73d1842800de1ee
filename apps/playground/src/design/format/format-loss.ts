/** A loss in nats per token, as everywhere on the page: `2.38`. */
export function formatLoss(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(2) : '∞';
}
