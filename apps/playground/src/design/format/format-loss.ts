import { formatCount } from './format-count.ts';

/** A loss in nats per token, as everywhere on the page: `2.38`. One of a run that went wrong has no more room: `24,412`, `> 10⁶`. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return '∞';
  if (loss >= 1e6) return '> 10⁶';
  return loss < 99.995 ? loss.toFixed(2) : formatCount(loss);
}
