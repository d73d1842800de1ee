import type { SGDUpdate, Tensor } from '@microgpt/autograd';
import { checkFraction, checkNotNegative } from './check.ts';
import { Optimizer, type OptimizerOptions, type ParameterGroup } from './optimizer.ts';

/** The options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step's direction is kept; default 0. */
  readonly momentum?: number;
  /** Look ahead along the new direction (Nesterov); default false. */
  readonly nesterov?: boolean;
  /** λ: adds λ·p to the gradient; default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, optionally with momentum.
 *
 *     g = gradient + λ·p
 *     b = μ·b + g
 *     p = p − lr · b             Nesterov: p − lr · (g + μ·b)
 *
 * @see https://proceedings.mlr.press/v28/sutskever13.html
 */
export class SGD extends Optimizer<SGDOptions> {
  protected override readonly bufferNames = ['momentum'];

  constructor(parameters: readonly Tensor[] | readonly ParameterGroup<SGDOptions>[], options: SGDOptions) {
    super(parameters, options);
    for (const { momentum = 0, nesterov = false, weightDecay = 0 } of this.groupOptions) {
      checkFraction(this.name, 'momentum', momentum);
      checkNotNegative(this.name, 'weightDecay', weightDecay);
      if (nesterov && momentum === 0) throw new RangeError(`${this.name}: nesterov needs a momentum above 0, got 0`);
    }
  }

  protected override update(p: Tensor, g: Tensor, lr: number, _step: number, options: SGDOptions): void {
    sgdUpdate(p, g, this.momentumOf(p, options), numbers(lr, options));
  }

  protected override fusedUpdate(p: Tensor, lr: number, _step: number, options: SGDOptions): boolean {
    return p.fusedUpdate('sgd', this.momentumOf(p, options), numbers(lr, options));
  }

  private momentumOf(p: Tensor, { momentum = 0 }: SGDOptions): Tensor[] {
    return momentum === 0 ? [] : [this.buffer(p, 'momentum')];
  }
}

function numbers(lr: number, { momentum = 0, nesterov = false, weightDecay = 0 }: SGDOptions): SGDUpdate {
  return { lr, momentum, nesterov, weightDecay };
}

/** The definition of one step, which an engine's fused update replaces. */
export function sgdUpdate(p: Tensor, gradient: Tensor, [buffer]: readonly Tensor[], update: SGDUpdate): void {
  const { lr, momentum, nesterov, weightDecay } = update;
  const g = gradient.add(p.mul(weightDecay));
  let direction = g;
  if (momentum !== 0) {
    buffer.assign(buffer.mul(momentum).add(g));
    direction = nesterov ? g.add(buffer.mul(momentum)) : buffer;
  }
  p.assign(p.sub(direction.mul(lr)));
}
