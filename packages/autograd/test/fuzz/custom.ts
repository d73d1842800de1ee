import type { Binary, CustomOp, Unary } from '../../src/index.ts';

/** User-defined elementwise functions. */
export const rows = {
  cube: { name: 'cube', f: (x) => x ** 3, df: (x) => 3 * x * x } satisfies Unary,
  softplus: { name: 'softplus', f: (x) => Math.log1p(Math.exp(x)), df: (x) => 1 / (1 + Math.exp(-x)) } satisfies Unary,
  wave: {
    name: 'wave',
    f: (a, b) => a * Math.sin(b),
    da: (_, b) => Math.sin(b),
    db: (a, b) => a * Math.cos(b),
  } satisfies Binary,
};

const product: CustomOp = {
  name: 'product',
  forward: (a, b) => a.mul(b),
  backward: (gy, _, a, b) => [gy.mul(b), gy.mul(a)],
};

/** User-defined operations; those under `unlike` pass something other than the derivative. */
export const customOps = {
  /** Of one tensor of any shape. */
  one: {
    same: { name: 'same', forward: (x) => x, backward: (gy) => [gy] },
    tanh: { name: 'myTanh', forward: (x) => x.tanh(), backward: (gy, y) => [gy.mul(y.mul(y).neg().add(1))] },
    square: {
      name: 'square',
      forward: (x) => x.custom(product, x),
      backward: (gy, _, x) => [gy.mul(x).add(gy.mul(x))],
    },
    total: { name: 'total', forward: (x) => x.sum(), backward: (gy, _, x) => [gy.broadcastTo(x.shape)] },
  },
  /** Of two tensors of one shape. */
  two: {
    plus: { name: 'plus', forward: (a, b) => a.add(b), backward: (gy) => [gy, gy] },
    product,
  },
  unlike: {
    slower: { name: 'slower', forward: (x) => x, backward: (gy) => [gy.mul(0.125)] },
    stop: { name: 'stop', forward: (x) => x.mul(2), backward: () => [undefined] },
    round: { name: 'round', forward: (x) => x.greater(0).mul(2).sub(1), backward: (gy) => [gy.mul(1)] },
  },
  unlikeOfTwo: {
    left: { name: 'left', forward: (a, b) => a.mul(b), backward: (gy, _, __, b) => [gy.mul(b), undefined] },
  },
  failing: {
    forward: {
      name: 'failsForward',
      forward: (x) => {
        x.mul(3);
        throw new Error('failsForward: no');
      },
      backward: (gy) => [gy],
    },
    backward: {
      name: 'failsBackward',
      forward: (x) => x.mul(3),
      backward: (gy) => {
        gy.mul(3);
        throw new Error('failsBackward: no');
      },
    },
  },
} satisfies Readonly<Record<string, Readonly<Record<string, CustomOp>>>>;
