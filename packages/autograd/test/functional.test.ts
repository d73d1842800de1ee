import { describe, expect, test } from 'vitest';
import {
  arange,
  binaryCrossEntropy,
  clamp,
  crossEntropy,
  cumsum,
  elu,
  erf,
  expm1,
  eye,
  flatten,
  floor,
  fullLike,
  gather,
  greaterEqual,
  leakyRelu,
  lessEqual,
  linspace,
  log1p,
  logSumExp,
  mse,
  norm,
  normal,
  oneHot,
  scatterAdd,
  sign,
  softplus,
  sort,
  split,
  squeeze,
  std,
  topK,
  uniform,
  unsqueeze,
  variance,
} from '../src/functional.ts';
import { cpu, scalar, Value, type Tensor } from '../src/index.ts';

const close = (x: number) => expect.closeTo(x, 12) as number;

describe.each([scalar, cpu])('[$name]', (engine) => {
  const x = engine.tensor([-1.5, 0, 2]);

  // Expected numbers: Python's math module and PyTorch 1.13.
  test.each<[string, Tensor, number[]]>([
    ['sign', sign(x), [-1, 0, 1]],
    ['floor', floor(x), [-2, 0, 2]],
    ['log1p', log1p(engine.tensor([1e-20, 1])), [1e-20, Math.LN2]],
    ['expm1', expm1(engine.tensor([1e-20, 1])), [1e-20, 1.718281828459045]],
    ['softplus', softplus(engine.tensor([-800, 0, 800])), [0, Math.LN2, 800]],
    [
      'erf',
      erf(engine.tensor([-Infinity, -2, 1e-20, 0.5, 3])),
      [-1, -0.9953222650189527, 1.12837916709551e-20, 0.5204998778130465, 0.9999779095030014],
    ],
    ['leakyRelu', leakyRelu(x), [-0.015, 0, 2]],
    ['elu', elu(x, 2), [-1.5537396797031404, 0, 2]],
    ['clamp', clamp(x, { min: -1, max: 1 }), [-1, 0, 1]],
    ['greaterEqual', greaterEqual(x, 0), [0, 1, 1]],
    ['lessEqual', lessEqual(x, 0), [1, 1, 0]],
    ['variance', variance(x), [3.0833333333333335]],
    ['std', std(x, 0, { correction: 0 }), [1.4337208778404378]],
    ['norm', norm(engine.tensor([3e200, 4e200])).div(1e200), [5]],
    ['logSumExp', logSumExp(engine.tensor([1000, 1000])), [1000 + Math.LN2]],
    ['cumsum', cumsum(engine.tensor([1, 2, 3, 4, 5])), [1, 3, 6, 10, 15]],
    ['arange', arange(engine, 1, 2, 0.25), [1, 1.25, 1.5, 1.75]],
    ['linspace', linspace(engine, -1, 1, 5), [-1, -0.5, 0, 0.5, 1]],
    ['eye', eye(engine, 2), [1, 0, 0, 1]],
    ['fullLike', fullLike(x, 7), [7, 7, 7]],
    ['oneHot', oneHot(engine, [2, 0], 3), [0, 0, 1, 1, 0, 0]],
    ['mse', mse(x, engine.tensor([0, 1, 2])), [(2.25 + 1) / 3]],
    ['binaryCrossEntropy', binaryCrossEntropy(x, engine.tensor([0, 1, 1])), [0.3404961565285567]],
  ])('%s', (_, y, expected) => {
    expect(Array.from(y.toFlat())).toEqual(expected.map(close));
  });

  test('crossEntropy ignores targets, weighs classes and smooths labels', () => {
    const logits = engine.tensor([[1, 2, 0.5], [0, -1, 3], [2, 2, 2]]); // prettier-ignore
    const of = (options?: Parameters<typeof crossEntropy>[2]) =>
      Array.from(crossEntropy(logits, [1, 0, 2], options).toFlat());
    const weights = [1, 2, 3];
    const labelSmoothing = 0.1;
    // Expected numbers: PyTorch 1.13.
    const nll = [0.4643687841079449, 3.0658839037574293, 1.0986122886681098];
    expect(of({ reduction: 'none' })).toEqual(nll.map(close));
    expect(of({ reduction: 'none', ignoreIndex: 0 })).toEqual([nll[0], 0, nll[2]].map(close));
    expect(of()).toEqual([close(1.542954992177828)]);
    expect(of({ ignoreIndex: 0 })).toEqual([close(0.7814905363880273)]);
    expect(of({ weights })).toEqual([close(1.2150763896629415)]);
    expect(of({ weights, reduction: 'sum' })).toEqual([close(7.290458337977649)]);
    expect(of({ labelSmoothing })).toEqual([close(1.5485105477333836)]);
    expect(of({ labelSmoothing, weights })).toEqual([close(1.2395309165810968)]);
    expect(of({ labelSmoothing, weights, reduction: 'none' })).toEqual(
      [1.1120709015492232, 3.139138960799839, 3.1859756371375183].map(close),
    );
  });

  test('norm and clamp have finite gradients where they have a kink', () => {
    const p = engine.parameter([0, 0]);
    norm(p).backward();
    expect(p.grad?.toArray()).toEqual([0, 0]);
    p.zeroGrad();
    clamp(p, { max: -1 }).log().sum().backward(); // log(−1) is NaN, but its gradient is −1
    expect(p.grad?.toArray()).toEqual([0, 0]);
  });

  test('logSumExp of nothing but −∞ is −∞', () => {
    expect(logSumExp(engine.tensor([-Infinity, -Infinity])).item()).toBe(-Infinity);
  });

  test('gather and scatterAdd follow indices along an axis', () => {
    const m = engine.tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    expect(gather(m, 1, [[2, 0], [1, 1]]).toArray()).toEqual([[3, 1], [5, 5]]); // prettier-ignore
    expect(gather(m, 0, [[1, 0, 1]]).toArray()).toEqual([[4, 2, 6]]);
    const added = scatterAdd(m, 1, [[0, 0], [2, 1]], engine.tensor([[10, 20], [30, 40]])); // prettier-ignore
    expect(added.toArray()).toEqual([[31, 2, 3], [4, 45, 36]]); // prettier-ignore
  });

  test('topK and sort say where the numbers were; equal numbers keep their order', () => {
    const m = engine.tensor([[2, 9, 2, 5], [NaN, 1, -Infinity, 0]]); // prettier-ignore
    const ascending = sort(m);
    expect(ascending.values.toArray()).toEqual([[2, 2, 5, 9], [-Infinity, 0, 1, NaN]]); // prettier-ignore
    expect(ascending.indices).toEqual([[0, 2, 3, 1], [2, 3, 1, 0]]); // prettier-ignore
    const descending = sort(m, { descending: true });
    expect(descending.values.toArray()).toEqual([[9, 5, 2, 2], [1, 0, -Infinity, NaN]]); // prettier-ignore
    const two = topK(m, 2);
    expect(two.values.toArray()).toEqual([[9, 5], [1, 0]]); // prettier-ignore
    expect(two.indices).toEqual([[1, 3], [1, 3]]); // prettier-ignore
    expect(gather(m, -1, two.indices).toArray()).toEqual(two.values.toArray());
  });

  test('split, squeeze, unsqueeze and flatten change shapes', () => {
    const m = engine.zeros([5, 1, 2]);
    expect(split(m, 2).map(({ shape }) => shape[0])).toEqual([2, 2, 1]);
    expect(split(m, [1, 4]).map(({ shape }) => shape[0])).toEqual([1, 4]);
    expect(squeeze(m).shape).toEqual([5, 2]);
    expect(squeeze(m, 1).shape).toEqual([5, 2]);
    expect(unsqueeze(m, 0).shape).toEqual([1, 5, 1, 2]);
    expect(unsqueeze(m, -1).shape).toEqual([5, 1, 2, 1]);
    expect(flatten(m).shape).toEqual([10]);
    expect(flatten(m, 1).shape).toEqual([5, 2]);
    expect(flatten(engine.ones([])).shape).toEqual([1]);
  });

  test('normal and uniform draw in row-major order', () => {
    let n = 0;
    const rng = { random: () => n++ / 10, gauss: (mean: number, deviation: number) => mean + deviation * n++ };
    expect(uniform(engine, [2, 2], rng, -1, 1).toArray()).toEqual([[-1, -0.8], [close(-0.6), close(-0.4)]]); // prettier-ignore
    expect(normal(engine, [2], rng, 0.5, 10).toArray()).toEqual([12, 12.5]);
  });

  test.each<[string, () => unknown]>([
    ['clamp: min must not exceed max, got 2 and 1', () => clamp(x, { min: 2, max: 1 })],
    ['clamp: unknown option "low"', () => clamp(x, { low: 1 } as object)],
    ['variance: expected more numbers than correction 1, got 1', () => variance(engine.ones([1]))],
    ['split: sizes must add up to 3, got [1, 1]', () => split(x, [1, 1])],
    ['squeeze: axis 0 of shape (3) has size 3, not 1', () => squeeze(x, 0)],
    ['topK: k must not exceed the 3 numbers of a row, got 4', () => topK(x, 4)],
    ['gather: expected indices that fit all axes but axis 0, got (1, 1) for (3)', () => gather(x, 0, [[0]])],
    ['oneHot: index 3 (number 0) must be an integer from 0 to 2', () => oneHot(engine, [3], 3)],
    ['mse: expected shape (3), got (2)', () => mse(x, engine.ones([2]))],
    ["mse: expected the reduction 'mean', 'sum' or 'none'", () => mse(x, x, { reduction: 'average' as 'mean' })],
    ['crossEntropy: all targets are ignored', () => crossEntropy(x, [1], { ignoreIndex: 1 })],
    ['arange: no numbers from 1 to 0 in steps of 1', () => arange(engine, 1, 0)],
    ['softplus: expected a Tensor or a Value, got [1, 2]', () => softplus([1, 2] as unknown as Tensor)],
    ['erf: expected one argument, got 2', () => (erf as (...args: unknown[]) => unknown)(x, 1)],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
  });
});

test('the elementwise functions work on a Value', () => {
  const a = new Value(-2);
  const y = softplus(a)
    .add(leakyRelu(a, 0.5))
    .add(clamp(a, { min: -3 }));
  y.backward();
  expect([y.data, a.grad]).toEqual([close(0.1269280110429726 - 1 - 2), close(0.11920292202211755 + 0.5 + 1)]);
});
