import { rowOf, type Matrix } from './matrix.ts';

/** The loss of each token but the first, −ln p, in nats, from the logits of the token before it. */
export function lossesOf(logits: Matrix, ids: readonly number[]): Float64Array<ArrayBuffer> {
  return Float64Array.from(ids.slice(1), (id, t) => {
    const row = rowOf(logits, t);
    return logSumExp(row) - row[id];
  });
}

/** ln Σ exp(xᵢ) */
function logSumExp(xs: Float64Array): number {
  const most = xs.reduce((a, b) => Math.max(a, b), -Infinity);
  return most + Math.log(xs.reduce((sum, x) => sum + Math.exp(x - most), 0));
}
