// Fused optimizer steps; @microgpt/optim defines what they compute.

import type { FloatArray } from '../shape/numbers.ts';

/** The hyperparameters of an optimizer step, by name. */
export type Hyperparameters = Readonly<Record<string, number>>;

/** The update of `AdamW` in @microgpt/optim, elementwise; correction1 = 1 − β₁ᵗ and correction2 = 1 − β₂ᵗ. */
export const adam = {
  step(p: FloatArray, g: FloatArray, [m, v]: readonly FloatArray[], hyperparameters: Hyperparameters): void {
    const { lr, beta1, beta2, eps, weightDecay, correction1, correction2 } = hyperparameters;
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= lr * (m[i] / correction1 / (Math.sqrt(v[i] / correction2) + eps) + weightDecay * p[i]);
    }
  },
};
