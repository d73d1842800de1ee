import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { ArrayEngine, CpuBackend } from '@microgpt/autograd/backend';
import { expect } from 'vitest';

/** The plain loops without fused updates, so that the definitions of the optimizers run. */
class PlainBackend extends CpuBackend {
  override readonly updates = {};
}

/** Engines with fused updates, and one without. */
export const engines: readonly { readonly name: string; readonly engine: Engine }[] = [
  { name: 'scalar', engine: scalar },
  { name: 'cpu', engine: cpu },
  { name: 'cpu without fused updates', engine: new ArrayEngine(new PlainBackend()) },
];

/** Gradients of two numbers over six steps: of both signs, of different sizes, once 0. */
export const gradients: readonly (readonly [number, number])[] = [
  [0.5, -1],
  [0.25, 0.5],
  [-0.75, 0],
  [20, 1],
  [0.1, -0.03],
  [-0.4, -0.2],
];

/** Where the two numbers are before the first step. */
const start = [1, -2];

/** Anything that steps; the optimizers do. */
interface Stepper {
  step(): void;
}

/**
 * One step of a formula on plain numbers: where a number goes from p.
 *
 * @param gs its gradients so far, the newest last
 * @param ps where it was at each of them, p last
 */
type Formula = (p: number, gs: readonly number[], ps: readonly number[]) => number;

/** Where an optimizer takes the two numbers, step by step, when it is given the gradients. */
export function walk(engine: Engine, make: (p: Tensor) => Stepper): number[][] {
  const p = engine.parameter(start);
  const optimizer = make(p);
  return gradients.map((gradient) => {
    p.grad = engine.tensor(gradient);
    optimizer.step();
    return Array.from(p.toFlat());
  });
}

/** Expects a walk to go where the formula says. */
export function expectWalk(got: readonly (readonly number[])[], formula: Formula): void {
  for (const i of [0, 1]) {
    const gs: number[] = [];
    const ps = [start[i]];
    gradients.forEach((gradient, t) => {
      gs.push(gradient[i]);
      const p = formula(ps[t], gs, ps);
      expect(got[t][i], `number ${i} after step ${t}`).toBeCloseTo(p, 12);
      ps.push(p);
    });
  }
}

/** Gives a parameter a gradient, and does a step. */
export function stepWith(optimizer: Stepper, parameter: Tensor, gradient: readonly number[]): void {
  parameter.grad = parameter.engine.tensor(gradient, parameter.shape);
  optimizer.step();
}

/** The newest of them. */
export function last(xs: readonly number[]): number {
  return xs[xs.length - 1];
}
