import { cpu, scalar } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { clipGradNorm } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] clipGradNorm', (engine) => {
  /** Gradients (2, 3) and (6), of joint length √(4 + 9 + 36) = 7, and a parameter without one. */
  const build = () => {
    const a = engine.parameter([1, 1]);
    const b = engine.parameter([[1]]);
    const none = engine.parameter([1]);
    a.grad = engine.tensor([2, 3]);
    b.grad = engine.tensor([[6]]);
    return { a, b, none, parameters: [a, none, b] };
  };

  test('returns the joint length, and scales all gradients down together to the one allowed', () => {
    const { a, b, none, parameters } = build();
    expect(clipGradNorm(parameters, 3.5)).toBe(7);
    expect(a.grad?.toArray()).toEqual([1, 1.5]);
    expect(b.grad?.toArray()).toEqual([[3]]);
    expect(none.grad).toBeUndefined();
    expect(clipGradNorm(parameters, Infinity)).toBeCloseTo(3.5, 14);
  });

  test.each([7, 8, Infinity])('leaves gradients of length 7 as they are when %d is allowed', (maxNorm) => {
    const { a, b, parameters } = build();
    expect(clipGradNorm(parameters, maxNorm)).toBe(7);
    expect(a.grad?.toArray()).toEqual([2, 3]);
    expect(b.grad?.toArray()).toEqual([[6]]);
  });

  test('is 0 where there is no gradient', () => {
    expect(clipGradNorm([engine.parameter([1])], 1)).toBe(0);
    expect(clipGradNorm([], 1)).toBe(0);
  });

  test('works on gradients that backward left, and does not change the parameters', () => {
    const p = engine.parameter([3, 4]);
    p.pow(2).sum().backward(); // 2p = (6, 8), length 10
    expect(clipGradNorm([p], 1)).toBeCloseTo(10, 14);
    expect(p.grad?.toArray()).toEqual([expect.closeTo(0.6, 14), expect.closeTo(0.8, 14)]);
    expect(p.toArray()).toEqual([3, 4]);
  });

  test('returns NaN when a gradient is NaN, for the caller to see', () => {
    const p = engine.parameter([1, 1]);
    p.grad = engine.tensor([NaN, 1]);
    expect(clipGradNorm([p], 1)).toBeNaN();
  });

  test.each([0, -1, NaN])('refuses a maxNorm of %d', (maxNorm) => {
    expect(() => clipGradNorm(build().parameters, maxNorm)).toThrow(
      new RangeError(`clipGradNorm: maxNorm must be positive, got ${maxNorm}`),
    );
  });
});
