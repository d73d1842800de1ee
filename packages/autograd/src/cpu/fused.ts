// The fused kernels in plain loops. Each computes the definition of the same name in Tensor in one pass.

import type { AttentionKernel, CrossEntropyKernel, NormKernel, RowKernel } from '../array/backend.ts';
import type { FloatArray } from '../shape/numbers.ts';
import type { AttentionPlan } from '../tensor/attention.ts';

/** softmax(x) = e^(x − max) / Σ e^(x − max); d/dx = y · (gy − Σ gy·y) */
export const softmax = {
  forward(x: FloatArray, y: FloatArray, columns: number): void {
    for (let start = 0; start < x.length; start += columns) softmaxRow(x, y, start, columns);
  },
  grad(y: FloatArray, gy: FloatArray, gx: FloatArray, columns: number): void {
    for (let start = 0; start < y.length; start += columns) {
      let dot = 0;
      for (let i = start; i < start + columns; i++) dot += gy[i] * y[i];
      for (let i = start; i < start + columns; i++) gx[i] += y[i] * (gy[i] - dot);
    }
  },
} satisfies RowKernel;

/** y = x·s with s = 1/√(mean(x²) + eps); d/dx = s · (gy − y · mean(gy·y)) */
export const rmsNorm = /* @__PURE__ */ norm(() => 0);

/** y = z·s with z = x − mean(x) and s = 1/√(mean(z²) + eps); d/dx = s · (gy − mean(gy) − y · mean(gy·y)) */
export const layerNorm = /* @__PURE__ */ norm(rowMean);

function norm(center: typeof rowMean): NormKernel {
  return {
    forward(x: FloatArray, y: FloatArray, scale: FloatArray, columns: number, eps: number): void {
      for (let row = 0; row < scale.length; row++) {
        const start = row * columns;
        const mean = center(x, start, columns);
        let squares = 0;
        for (let i = start; i < start + columns; i++) {
          y[i] = x[i] - mean;
          squares += y[i] * y[i];
        }
        scale[row] = 1 / Math.sqrt(squares / columns + eps);
        for (let i = start; i < start + columns; i++) y[i] *= scale[row];
      }
    },
    grad(y: FloatArray, scale: FloatArray, gy: FloatArray, gx: FloatArray, columns: number): void {
      for (let row = 0; row < scale.length; row++) {
        const start = row * columns;
        const mean = center(gy, start, columns);
        let dot = 0;
        for (let i = start; i < start + columns; i++) dot += gy[i] * y[i];
        const meanDot = dot / columns;
        for (let i = start; i < start + columns; i++) gx[i] += scale[row] * (gy[i] - mean - y[i] * meanDot);
      }
    },
  };
}

/** loss = mean over rows of −log softmax(x)[target]; d/dx = (softmax(x) − 1 at the target) · g / rows */
export const crossEntropy = {
  forward(x: FloatArray, targets: readonly number[], y: FloatArray, probabilities: FloatArray, columns: number): void {
    let sum = 0;
    for (let row = 0; row < targets.length; row++) {
      const start = row * columns;
      const { max, sum: normalizer } = softmaxRow(x, probabilities, start, columns);
      sum += Math.log(normalizer) + (max - x[start + targets[row]]); // large numbers first, or rounding would lose Σ
    }
    y[0] = sum / targets.length;
  },
  grad(probabilities: FloatArray, targets: readonly number[], gy: FloatArray, gx: FloatArray, columns: number): void {
    const g = gy[0] / targets.length;
    for (let i = 0; i < probabilities.length; i++) gx[i] += probabilities[i] * g;
    for (let row = 0; row < targets.length; row++) gx[row * columns + targets[row]] -= g;
  },
} satisfies CrossEntropyKernel;

/** For each document, head and query t: weights = softmax(scale · q·kᵀ + bias) over the keys up to t; y = weights · v */
export const causalAttention = {
  forward(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    bias: FloatArray | undefined,
    y: FloatArray,
    weights: FloatArray,
    plan: AttentionPlan,
  ): void {
    const { headSize, scale } = plan;
    const distances = bias ? bias.length / plan.heads : 0;
    forEachQuery(plan, (iq, firstKey, seen, row, channels, head) => {
      const ib = head * distances + seen - 1; // of the first key, the most distant
      for (let s = 0; s < seen; s++) {
        const ik = firstKey + s * channels;
        let dot = 0;
        for (let c = 0; c < headSize; c++) dot += q[iq + c] * k[ik + c];
        weights[row + s] = dot * scale + (bias ? bias[ib - s] : 0);
      }
      softmaxRow(weights, weights, row, seen);
      y.fill(0, iq, iq + headSize);
      for (let s = 0; s < seen; s++) {
        const iv = firstKey + s * channels;
        for (let c = 0; c < headSize; c++) y[iq + c] += weights[row + s] * v[iv + c];
      }
    });
  },
  grad(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    _bias: FloatArray | undefined,
    weights: FloatArray,
    gy: FloatArray,
    gq: FloatArray | undefined,
    gk: FloatArray | undefined,
    gv: FloatArray | undefined,
    gBias: FloatArray | undefined,
    plan: AttentionPlan,
  ): void {
    const { headSize, scale } = plan;
    const distances = gBias ? gBias.length / plan.heads : 0;
    forEachQuery(plan, (iq, firstKey, seen, row, channels, head) => {
      const ib = head * distances + seen - 1;
      const gWeights = new Float64Array(seen);
      let dot = 0; // Σ over keys of weight · its gradient, for the derivative of softmax
      for (let s = 0; s < seen; s++) {
        const iv = firstKey + s * channels;
        for (let c = 0; c < headSize; c++) {
          gWeights[s] += gy[iq + c] * v[iv + c];
          if (gv) gv[iv + c] += weights[row + s] * gy[iq + c];
        }
        dot += weights[row + s] * gWeights[s];
      }
      for (let s = 0; s < seen; s++) {
        const gBiased = weights[row + s] * (gWeights[s] - dot);
        const gScore = gBiased * scale;
        if (gBias) gBias[ib - s] += gBiased;
        const ik = firstKey + s * channels;
        for (let c = 0; c < headSize; c++) {
          if (gq) gq[iq + c] += gScore * k[ik + c];
          if (gk) gk[ik + c] += gScore * q[iq + c];
        }
      }
    });
  },
} satisfies AttentionKernel;

/**
 * Calls back for every query of every head, with `iq`, the offset of its channels in q and y; `firstKey`, that of its
 * first key in k and v; the number of keys it sees; the offset of its row of weights; the number of channels of a
 * token; and the head.
 */
function forEachQuery(
  { heads, headSize, window, documents }: AttentionPlan,
  visit: (iq: number, firstKey: number, seen: number, row: number, channels: number, head: number) => void,
): void {
  const channels = heads * headSize;
  let row = 0;
  for (const { query, key, queries, past } of documents) {
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < queries; t++) {
        const seen = Math.min(past + t + 1, window);
        const firstKey = key + past + t + 1 - seen;
        visit((query + t) * channels + h * headSize, firstKey * channels + h * headSize, seen, row, channels, h);
        row += seen;
      }
    }
  }
}

/** Writes softmax of one row, and returns the maximum and the sum that it divided by. */
function softmaxRow(x: FloatArray, y: FloatArray, start: number, columns: number): { max: number; sum: number } {
  const max = rowMax(x, start, columns);
  let sum = 0;
  for (let i = start; i < start + columns; i++) {
    y[i] = Math.exp(x[i] - max);
    sum += y[i];
  }
  for (let i = start; i < start + columns; i++) y[i] /= sum;
  return { max, sum };
}

/** The mean; exact if all numbers are equal, as in Tensor's layerNorm. */
function rowMean(x: FloatArray, start: number, columns: number): number {
  let sum = 0;
  for (let i = start; i < start + columns; i++) sum += x[i];
  const mean = sum / columns;
  let error = 0;
  for (let i = start; i < start + columns; i++) error += x[i] - mean;
  return mean + error / columns;
}

function rowMax(x: FloatArray, start: number, columns: number): number {
  let max = x[start];
  for (let i = start + 1; i < start + columns; i++) if (x[i] > max) max = x[i];
  return max;
}
