import { LayerNorm, RMSNorm, type Module } from '@microgpt/nn';
import { dot } from './matrix.ts';

/**
 * A norm with its statistics frozen for one token. It is then linear: what adds up before it also adds up after it.
 */
export interface FrozenNorm {
  /** Takes a direction after the norm back to the same direction before it: a · norm(x) = back(a) · x + constant(a). */
  back(direction: Float64Array): Float64Array<ArrayBuffer>;
  /** What the bias of the norm adds. */
  constant(direction: Float64Array): number;
}

/**
 * The norm as it is for one token.
 *
 * @param norm undefined for none
 * @param x the row of the token before the norm
 * @returns undefined if it is neither `RMSNorm` nor `LayerNorm`
 */
export function frozenNorm(norm: Module | undefined, x: Float64Array): FrozenNorm | undefined {
  if (norm === undefined) return { back: (direction) => Float64Array.from(direction), constant: () => 0 };
  if (norm instanceof RMSNorm) {
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + norm.eps);
    const gain = norm.weight?.toFlat();
    return { back: (a) => Float64Array.from(a, (value, c) => value * scale * (gain?.[c] ?? 1)), constant: () => 0 };
  }
  if (norm instanceof LayerNorm) {
    const centered = center(x);
    const scale = 1 / Math.sqrt(dot(centered, centered) / x.length + norm.eps);
    const [gain, bias] = [norm.weight.toFlat(), norm.bias?.toFlat()];
    return {
      back: (a) => center(Float64Array.from(a, (value, c) => value * scale * gain[c])),
      constant: (a) => (bias === undefined ? 0 : dot(a, Float64Array.from(bias))),
    };
  }
  return undefined;
}

/** Without its mean. */
function center(x: Float64Array): Float64Array<ArrayBuffer> {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Float64Array.from(x, (value) => value - mean);
}
