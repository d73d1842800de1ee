import { cpu, scalar } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Dropout } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] Dropout', (engine) => {
  test('zeroes numbers with probability p and divides the others by 1 − p, so the mean is kept', () => {
    const n = 4000;
    const y = Array.from(new Dropout(0.25, new Random(1)).forward(engine.ones([n])).toFlat());
    const kept = y.filter((x) => x !== 0);
    expect(new Set(kept)).toEqual(new Set([1 / 0.75]));
    // Each number has mean 1 and variance p/(1 − p) = 1/3; four standard deviations of the mean of 4000 are 0.037.
    expect(Math.abs(y.reduce((a, b) => a + b) / n - 1)).toBeLessThan(4 * Math.sqrt(1 / 3 / n));
  });

  test('draws one number for each element, in row-major order', () => {
    const rng = new Random(5);
    const expected = [0, 1].map(() => [0, 1, 2].map(() => (rng.random() < 0.5 ? 0 : 2)));
    const layer = new Dropout(0.5, new Random(5));
    expect(layer.forward(engine.ones([2, 3])).toArray()).toEqual(expected);
    expect(layer.rng.save()).toEqual(rng.save());
  });

  test('drops differently each time', () => {
    const layer = new Dropout(0.5, new Random(5));
    const x = engine.ones([20]);
    expect(layer.forward(x).toArray()).not.toEqual(layer.forward(x).toArray());
  });

  test('is the identity in evaluation, and draws nothing', () => {
    const layer = new Dropout(0.5, new Random(5)).eval();
    const x = engine.tensor([1, 2, 3]);
    expect(layer.forward(x).toArray()).toEqual([1, 2, 3]);
    expect(layer.rng.save()).toEqual(new Random(5).save());
  });

  test('with p = 0 is the identity, and draws nothing', () => {
    const layer = new Dropout(0, new Random(5));
    const x = engine.tensor([1, 2, 3]);
    expect(layer.forward(x).toArray()).toEqual([1, 2, 3]);
    expect(layer.rng.save()).toEqual(new Random(5).save());
  });

  test('passes finite differences', () => {
    const x = engine.parameter([0.3, -0.7, 1.1, 0.2, -0.4, 2]);
    checkGradients(() => new Dropout(0.5, new Random(5)).forward(x), { x });
  });

  test.each([-0.1, 1, 1.5, NaN])('refuses p = %d', (p) => {
    expect(() => new Dropout(p, new Random(1))).toThrow(
      new RangeError(`Dropout: p must be at least 0 and below 1, got ${p}`),
    );
  });
});
