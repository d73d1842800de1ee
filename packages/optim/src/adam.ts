import { checkCount, type Tensor } from '@microgpt/autograd';
import { check, checkNotNegative } from './check.ts';
import type { BufferData } from './optimizer-state.ts';
import { Optimizer, type OptimizerOptions } from './optimizer.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import type { ParameterList } from './parameter-list.ts';

/** The options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** β₁, the decay of the running mean of gradients; default 0.9. */
  readonly beta1?: number;
  /** β₂, the decay of the running mean of squared gradients; default 0.999. */
  readonly beta2?: number;
  /** Added to the square root, keeps the step finite for a gradient of 0; default 1e-8. */
  readonly eps?: number;
}

/** The options of {@link AdamW}. */
export interface AdamWOptions extends AdamOptions {
  /** λ, the weight decay: each step subtracts lr·λ·p; default 0.01. */
  readonly weightDecay?: number;
}

/** All options; Adam has no weight decay. */
type Resolved = Required<AdamOptions> & Pick<AdamWOptions, 'weightDecay'>;

/**
 * Adam: steps from running means of gradients and of squared gradients.
 *
 *     m = β₁·m + (1 − β₁)·g
 *     v = β₂·v + (1 − β₂)·g²
 *     p = p − lr · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + eps)
 *
 * t is the number of steps of that parameter: those in which it had a gradient.
 *
 * @see https://arxiv.org/abs/1412.6980
 */
export class Adam extends Optimizer<AdamOptions> {
  protected override readonly bufferNames = ['m', 'v'];

  #cached: { lr: number; step: number; options: Resolved; update: AdamUpdate } | undefined;

  protected override get defaults() {
    return { beta1: 0.9, beta2: 0.999, eps: 1e-8 };
  }

  protected override checkOptions(options: Required<AdamOptions> & Pick<AdamWOptions, 'weightDecay'>): void {
    const { beta1, beta2, eps, weightDecay = 0 } = options;
    checkNotNegative(`${this.name}: beta1`, beta1, 1);
    checkNotNegative(`${this.name}: beta2`, beta2, 1);
    checkNotNegative(`${this.name}: eps`, eps);
    checkNotNegative(`${this.name}: weightDecay`, weightDecay);
  }

  /** Checks that `m` and `v` come together, and that no mean of squares is negative. */
  protected override checkBuffers(label: string, buffers: BufferData): void {
    const names = Object.keys(buffers);
    check(names.length !== 1, `${label}: the averages`, '"m" and "v"', names);
    const squares = names.length === 0 ? [] : Array.from(buffers.v.data);
    const bad = squares.find((x) => x < 0);
    check(bad === undefined, `${label}: "v", a mean of squares,`, 'at least 0', bad);
  }

  protected override update(
    p: Tensor,
    g: Tensor,
    lr: number,
    step: number,
    options: Required<AdamOptions> & Pick<AdamWOptions, 'weightDecay'>,
  ): void {
    adamUpdate(p, g, this.buffer(p, 'm'), this.buffer(p, 'v'), this.#hyperparameters(lr, step, options));
  }

  protected override fusedUpdate(
    p: Tensor,
    lr: number,
    step: number,
    options: Required<AdamOptions> & Pick<AdamWOptions, 'weightDecay'>,
  ): boolean {
    return p.fusedUpdate('adam', [this.buffer(p, 'm'), this.buffer(p, 'v')], this.#hyperparameters(lr, step, options));
  }

  /** The hyperparameters of a step, shared by all parameters of a group that have done the same number of steps. */
  #hyperparameters(lr: number, step: number, options: Resolved): AdamUpdate {
    const cached = this.#cached;
    if (cached?.lr === lr && cached.step === step && cached.options === options) return cached.update;
    const { beta1, beta2 } = options;
    const update = {
      weightDecay: 0,
      ...options,
      lr,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    };
    this.#cached = { lr, step, options, update };
    return update;
  }
}

/**
 * AdamW: Adam with weight decay added to the step, not to the gradient.
 *
 *     p = p − lr · (m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + eps) + λ·p)
 *
 * @see https://arxiv.org/abs/1711.05101
 */
export class AdamW extends Adam {
  constructor(parameters: ParameterList | readonly ParameterGroup<AdamWOptions>[], options: AdamWOptions) {
    checkCount('AdamW', arguments.length, 2);
    super(parameters, options);
  }

  protected override get defaults() {
    return { ...super.defaults, weightDecay: 0.01 };
  }
}

/** The hyperparameters of a step: correction1 = 1 − β₁ᵗ and correction2 = 1 − β₂ᵗ at step t of the parameter. */
export type AdamUpdate = Readonly<
  Record<'lr' | 'beta1' | 'beta2' | 'eps' | 'weightDecay' | 'correction1' | 'correction2', number>
>;

/** The definition of a step, which an engine's fused update replaces. */
export function adamUpdate(p: Tensor, g: Tensor, m: Tensor, v: Tensor, update: AdamUpdate): void {
  const { lr, beta1, beta2, eps, weightDecay, correction1, correction2 } = update;
  m.assign(m.mul(beta1).add(g.mul(1 - beta1)));
  v.assign(v.mul(beta2).add(g.mul(g).mul(1 - beta2)));
  const direction = m.div(correction1).div(v.div(correction2).sqrt().add(eps));
  p.assign(p.sub(direction.add(p.mul(weightDecay)).mul(lr)));
}
