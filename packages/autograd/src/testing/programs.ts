// Short programs for the tests of engines, for what the table of operations does not cover.

import { noGrad } from '../graph/no-grad.ts';
import type { FloatArray } from '../shape/numbers.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A program on an engine, and the numbers that it reads. */
type Program = (engine: Engine) => Promise<readonly FloatArray[]>;

/** The numbers of all tensors; none for one that is undefined. */
export function readAll(tensors: readonly (Tensor | undefined)[]): Promise<readonly FloatArray[]> {
  return Promise.all(tensors.map((tensor) => tensor?.read() ?? Promise.resolve(new Float64Array(0))));
}

/** Programs, by the behavior that they test. */
export const programs: Readonly<Record<string, Program>> = {
  'constants and parameters hold their numbers': (engine) =>
    readAll([
      engine.tensor([[1, -2.5]]),
      engine.parameter([3]),
      engine.zeros([2, 2]),
      engine.ones([3]),
      engine.full([2], 7),
    ]),

  'gradients of several uses add up': (engine) => {
    const x = engine.parameter([1, 2, 3]);
    x.mul(x).add(x.exp()).sum().backward();
    return readAll([x.grad]);
  },

  'gradients of several calls of backward add up in parameters': (engine) => {
    const x = engine.parameter([1, 2, 3]);
    x.mul(2).sum().backward();
    x.mul(x).sum().backward();
    return readAll([x.grad]);
  },

  'zeroGrad clears a gradient': (engine) => {
    const x = engine.parameter([1, 2, 3]);
    x.sum().backward();
    x.zeroGrad();
    const none = x.grad;
    x.mul(3).sum().backward();
    return readAll([none, x.grad]);
  },

  'a gradient can be replaced': (engine) => {
    const x = engine.parameter([1, 2]);
    x.grad = engine.tensor([5, 6]);
    x.mul(3).sum().backward();
    return readAll([x.grad]);
  },

  'scaleGrad multiplies a gradient': (engine) => {
    const x = engine.parameter([1, 2]);
    x.mul(x).sum().backward();
    x.scaleGrad(0.25);
    return readAll([x.grad]);
  },

  'a frozen parameter gets no gradient': (engine) => {
    const [x, y] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
    x.freeze();
    x.mul(y).sum().backward();
    return readAll([x.grad, y.grad]);
  },

  'detach copies: a later assign does not change it': (engine) => {
    const x = engine.parameter([1, 2]);
    const copy = x.detach();
    x.assign([3, 4]);
    return readAll([copy, x]);
  },

  'assign takes numbers and tensors, also what it is computed from': (engine) => {
    const x = engine.parameter([1, 2]);
    noGrad(() => {
      x.assign(x.mul(10));
    });
    const y = engine.zeros([2]);
    y.assign(x);
    x.assign([[7, 8]].flat());
    return readAll([x, y]);
  },

  'assignRows overwrites some rows, also with rows of the same tensor': (engine) => {
    const x = engine.zeros([3, 2]);
    x.assignRows([2, 0], engine.tensor([[1, 2], [3, 4]])); // prettier-ignore
    x.assignRows([0, 1, 2], x);
    x.assignRows([1], x.take([2]));
    return readAll([x]);
  },

  'a view of a parameter keeps its numbers when the parameter changes': (engine) => {
    const x = engine.parameter([1, 2, 3, 4]);
    const views = [x.reshape([2, 2]), x.slice(1, 3), x.broadcastTo([2, 4])];
    x.assign([5, 6, 7, 8]);
    return readAll(views);
  },

  'noGrad returns results that last': (engine) => {
    const x = engine.parameter([1, 2]);
    const results = noGrad(() => ({ list: [x.mul(2), x.exp()] }));
    x.mul(x).sum().backward();
    return readAll([...results.list, x.grad]);
  },

  'the same loss can be differentiated twice': (engine) => {
    const x = engine.parameter([1, 2]);
    const loss = x.tanh().sum();
    loss.backward();
    loss.backward();
    return readAll([x.grad, loss]);
  },

  'a hundred steps of descent': async (engine) => {
    const w = engine.parameter([[0.5, -0.5]]);
    const [x, target] = [engine.tensor([[0, 1], [1, 0], [1, 1]]), engine.tensor([[3], [2], [5]])]; // prettier-ignore
    for (let step = 0; step < 100; step++) {
      const error = x.linear(w).sub(target);
      w.zeroGrad();
      error.mul(error).mean().backward();
      const { grad } = w;
      if (grad) w.assign(w.sub(grad.mul(0.5)));
    }
    return readAll([w]);
  },
};
