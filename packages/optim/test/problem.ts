import type { Engine, Tensor } from '@microgpt/autograd';
import {
  Adam,
  AdamW,
  linearDecay,
  SGD,
  type Optimizer,
  type OptimizerOptions,
  type ParameterList,
} from '../src/index.ts';

/** Every optimizer, with settings that make all of its running averages matter. */
export const optimizers: [name: string, make: (parameters: ParameterList) => Optimizer<OptimizerOptions>][] = [
  ['SGD', (parameters) => new SGD(parameters, { lr: linearDecay(0.05, 20) })],
  ['SGD with momentum', (parameters) => new SGD(parameters, { lr: linearDecay(0.05, 20), momentum: 0.9 })],
  ['Adam', (parameters) => new Adam(parameters, { lr: linearDecay(0.1, 20) })],
  ['AdamW', (parameters) => new AdamW(parameters, { lr: linearDecay(0.1, 20), weightDecay: 0.1 })],
];

/** A line a·x + b to fit to four points; the loss is steeper along one parameter than along the other. */
export function problem(engine: Engine): { parameters: Tensor[]; named: Map<string, Tensor>; loss: () => Tensor } {
  const a = engine.parameter([0.5, -0.5]);
  const b = engine.parameter([0, 0]);
  const x = engine.tensor([[-1], [0], [1], [2]]); // (4, 1)
  const y = engine.tensor([[-1, 4], [1, 3], [3, 2], [5, 1]]); // prettier-ignore
  const named = new Map([['line.slope', a], ['line.offset', b]]); // prettier-ignore
  return { parameters: [a, b], named, loss: () => x.mul(a).add(b).sub(y).pow(2).mean() };
}

/** Does steps that lower the loss. */
export function train(optimizer: Optimizer<OptimizerOptions>, loss: () => Tensor, steps: number): void {
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  }
}
