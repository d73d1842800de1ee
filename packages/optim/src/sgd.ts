import type { Tensor } from '@microgpt/autograd';
import { check, checkNotNegative } from './check.ts';
import { Optimizer, type OptimizerOptions } from './optimizer.ts';

/** The options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** μ, the momentum: the share of the previous direction in the next; default 0. */
  readonly momentum?: number;
  /** Whether to use Nesterov momentum; default false. */
  readonly nesterov?: boolean;
  /** λ, the weight decay: adds λ·p to the gradient; default 0. */
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

  protected override get defaults() {
    return { momentum: 0, nesterov: false, weightDecay: 0 };
  }

  protected override checkOptions({ momentum, nesterov, weightDecay }: Required<SGDOptions>): void {
    checkNotNegative(`${this.name}: momentum`, momentum, 1);
    checkNotNegative(`${this.name}: weightDecay`, weightDecay);
    check(typeof nesterov === 'boolean', `${this.name}: nesterov`, 'true or false', nesterov);
    if (nesterov && momentum === 0) throw new RangeError(`${this.name}: nesterov needs a momentum above 0, got 0`);
  }

  protected override update(p: Tensor, g: Tensor, lr: number, _step: number, options: Required<SGDOptions>): void {
    sgdUpdate(p, g, this.#momentumOf(p, options), { ...options, lr });
  }

  protected override fusedUpdate(p: Tensor, lr: number, _step: number, options: Required<SGDOptions>): boolean {
    return p.fusedUpdate('sgd', this.#momentumOf(p, options), { ...options, lr, nesterov: options.nesterov ? 1 : 0 });
  }

  #momentumOf(p: Tensor, { momentum }: Required<SGDOptions>): Tensor[] {
    return momentum === 0 ? [] : [this.buffer(p, 'momentum')];
  }
}

/** The definition of a step, which an engine's fused update replaces. */
export function sgdUpdate(
  p: Tensor,
  gradient: Tensor,
  [buffer]: readonly Tensor[],
  update: Required<SGDOptions> & { lr: number },
): void {
  const { lr, momentum, nesterov, weightDecay } = update;
  const g = gradient.add(p.mul(weightDecay));
  let direction = g;
  if (momentum !== 0) {
    buffer.assign(buffer.mul(momentum).add(g));
    direction = nesterov ? g.add(buffer.mul(momentum)) : buffer;
  }
  p.assign(p.sub(direction.mul(lr)));
}
