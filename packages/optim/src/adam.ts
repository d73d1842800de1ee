import type { AdamUpdate, Tensor } from '@microgpt/autograd';
import { checkFraction, checkNotNegative } from './check.ts';
import { Optimizer, type OptimizerOptions, type ParameterGroup } from './optimizer.ts';

/** The options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** How slowly the mean of gradients moves; default 0.9. */
  readonly beta1?: number;
  /** How slowly the mean of squared gradients moves; default 0.999. */
  readonly beta2?: number;
  /** Added to the root, keeps a gradient of 0 finite; default 1e-8. */
  readonly eps?: number;
}

/** The options of {@link AdamW}. */
export interface AdamWOptions extends AdamOptions {
  /** λ: how much of each parameter a step of rate 1 would take away; default 0.01. */
  readonly weightDecay?: number;
}

/**
 * AdamW: a step for every number according to the mean and the spread of its gradients, and decay beside it.
 *
 *     m = β₁·m + (1 − β₁)·g
 *     v = β₂·v + (1 − β₂)·g²
 *     p = p − lr · (m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + eps) + λ·p)
 *
 * @see https://arxiv.org/abs/1711.05101
 */
export class AdamW extends Optimizer<AdamWOptions> {
  protected override readonly bufferNames = ['m', 'v'];

  private last: { step: number; options: AdamWOptions; update: AdamUpdate } | undefined;

  constructor(parameters: readonly Tensor[] | readonly ParameterGroup<AdamWOptions>[], options: AdamWOptions) {
    super(parameters, options);
    for (const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0.01 } of this.groupOptions) {
      checkFraction(this.name, 'beta1', beta1);
      checkFraction(this.name, 'beta2', beta2);
      checkNotNegative(this.name, 'eps', eps);
      checkNotNegative(this.name, 'weightDecay', weightDecay);
    }
  }

  protected override update(p: Tensor, g: Tensor, lr: number, step: number, options: AdamWOptions): void {
    adamUpdate(p, g, this.buffer(p, 'm'), this.buffer(p, 'v'), this.numbers(lr, step, options));
  }

  protected override fusedUpdate(p: Tensor, lr: number, step: number, options: AdamWOptions): boolean {
    return p.fusedUpdate('adam', [this.buffer(p, 'm'), this.buffer(p, 'v')], this.numbers(lr, step, options));
  }

  /** What is the same for all parameters of a group. */
  private numbers(lr: number, step: number, options: AdamWOptions): AdamUpdate {
    const { last } = this;
    if (last?.step === step && last.options === options) return last.update;
    const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0.01 } = options;
    const update = {
      lr,
      beta1,
      beta2,
      eps,
      weightDecay,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    };
    this.last = { step, options, update };
    return update;
  }
}

/**
 * Adam: a step for every number according to the mean and the spread of its gradients; `AdamW` without the decay.
 *
 * @see https://arxiv.org/abs/1412.6980
 */
export class Adam extends AdamW {
  constructor(parameters: readonly Tensor[] | readonly ParameterGroup<AdamOptions>[], options: AdamOptions) {
    super(parameters, { ...options, weightDecay: 0 });
  }
}

/** The definition of one step, which an engine's fused update replaces. */
export function adamUpdate(p: Tensor, g: Tensor, m: Tensor, v: Tensor, update: AdamUpdate): void {
  const { lr, beta1, beta2, eps, weightDecay, correction1, correction2 } = update;
  m.assign(m.mul(beta1).add(g.mul(1 - beta1)));
  v.assign(v.mul(beta2).add(g.mul(g).mul(1 - beta2)));
  const direction = m.div(correction1).div(v.div(correction2).sqrt().add(eps));
  p.assign(p.sub(direction.add(p.mul(weightDecay)).mul(lr)));
}
