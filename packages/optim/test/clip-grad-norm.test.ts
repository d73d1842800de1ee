import { cpu, type Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, clipGradNorm, type ParameterList } from '../src/index.ts';
import { engines } from './steps.ts';

describe.each(engines)('[$name] clipGradNorm', ({ engine }) => {
  /** Gradients (2, 3) and (6), of joint length √(4 + 9 + 36) = 7, and a parameter without one. */
  const build = () => {
    const a = engine.parameter([1, 1]);
    const b = engine.parameter([[1]]);
    const none = engine.parameter([1]);
    a.grad = engine.tensor([2, 3]);
    b.grad = engine.tensor([[6]]);
    return { a, b, none, parameters: [a, none, b] };
  };

  /** A parameter for each gradient. */
  const withGradients = (...gradients: readonly number[][]) =>
    gradients.map((gradient) => {
      const p = engine.parameter(gradient.map(() => 0));
      p.grad = engine.tensor(gradient);
      return p;
    });

  const gradientsOf = (parameters: readonly Tensor[]) => parameters.flatMap((p) => Array.from(p.grad?.toFlat() ?? []));

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

  test('is 0 if there is no gradient, or only zeros', () => {
    expect(clipGradNorm([engine.parameter([1])], 1)).toBe(0);
    expect(clipGradNorm([], 1)).toBe(0);
    const parameters = withGradients([0, 0], [0]);
    expect(clipGradNorm(parameters, 1)).toBe(0);
    expect(gradientsOf(parameters)).toEqual([0, 0, 0]);
  });

  test('works on gradients that backward left, and does not change the parameters', () => {
    const p = engine.parameter([3, 4]);
    p.pow(2).sum().backward(); // 2p = (6, 8), length 10
    expect(clipGradNorm([p], 1)).toBeCloseTo(10, 14);
    expect(p.grad?.toArray()).toEqual([expect.closeTo(0.6, 14), expect.closeTo(0.8, 14)]);
    expect(p.toArray()).toEqual([3, 4]);
  });

  // (3, 4, 12) has length 13, (0.6, 0.8) length 1
  test.each([200, 160, 120, 100, 10, 1, 0, -10, -100, -120, -160, -200, -300])(
    'is right for gradients of 1e%d, whose squares may overflow or underflow',
    (exponent) => {
      const times = (x: number) => Number(`${x}e${exponent}`);
      const parameters = withGradients([times(3), -times(4)], [times(12)]);
      expect(clipGradNorm(parameters, times(6.5)) / times(13)).toBeCloseTo(1, 14);
      gradientsOf(parameters).forEach((g, i) => {
        expect(g / times(1)).toBeCloseTo([1.5, -2, 6][i], 13);
      });
      const before = gradientsOf(parameters);
      expect(clipGradNorm(parameters, times(6.6)) / times(6.5)).toBeCloseTo(1, 14);
      expect(gradientsOf(parameters)).toEqual(before);
    },
  );

  test('clips huge and tiny gradients to a norm of another magnitude', () => {
    const [long] = withGradients([3e200, 4e200]);
    expect(clipGradNorm([long, engine.parameter([1])], 1)).toBe(5e200);
    expect(gradientsOf([long])).toEqual([0.6, 0.8]);
    const [longer] = withGradients([3e300, -4e300]);
    clipGradNorm([longer], 1e-300);
    expect(gradientsOf([longer])).toEqual([6e-301, -8e-301]);
    const [longest] = withGradients([1.2e308, -1.6e308]);
    expect(clipGradNorm([longest], 1)).toBe(Infinity); // 2e308 is none
    expect(gradientsOf([longest]).map((g) => g.toFixed(12))).toEqual(['0.600000000000', '-0.800000000000']);
    const [short] = withGradients([3e-320, 4e-320]);
    expect(clipGradNorm([short], 2.5e-320) / 5e-320).toBeCloseTo(1, 3);
    expect(gradientsOf([short]).map((g) => g / 1e-320)).toEqual([expect.closeTo(1.5, 2), expect.closeTo(2, 2)]);
  });

  test('returns the norm of one huge gradient if the others are negligible', () => {
    const parameters = withGradients([1e200], [3], [4]);
    expect(clipGradNorm(parameters, 1)).toBe(1e200);
    expect(gradientsOf(parameters)).toEqual([1, 3e-200, 4e-200]);
  });

  test.each([
    [NaN, NaN],
    [Infinity, Infinity],
    [-Infinity, Infinity],
  ])('returns, for a gradient of %d, %d, and lets the optimizer name the parameter', (bad, norm) => {
    for (const maxNorm of [1, Infinity]) {
      const [p, q] = withGradients([1e9, -2], [3, bad]);
      expect(clipGradNorm([p, q], maxNorm)).toBe(norm);
      expect(gradientsOf([p, q]).map(Math.abs)).toEqual([0, 0, 0, NaN]);
      expect(() => {
        new Adam([['p', p], ['q', q]], { lr: 1 }).step(); // prettier-ignore
      }).toThrow('Adam.step: NaN at index 1 of the gradient of "q"');
    }
  });

  test.each<[string, (parameters: Tensor[]) => ParameterList]>([
    ['a set', (parameters) => new Set(parameters)],
    ['a one-time iterator', (parameters) => parameters.values()],
    ['a map from paths', (parameters) => new Map(parameters.map((p, i) => [`p${i}`, p]))],
    ['pairs', (parameters) => parameters.map((p, i) => [`p${i}`, p] as const)],
  ])('takes %s', (_, list) => {
    const { parameters } = build();
    expect(clipGradNorm(list(parameters), 3.5)).toBe(7);
    expect(gradientsOf(parameters)).toEqual([1, 1.5, 3]);
  });

  test.each([0, -1, NaN, '1', undefined])('refuses a maxNorm of %s', (maxNorm) => {
    const shown = typeof maxNorm === 'string' ? '"1"' : String(maxNorm);
    expect(() => clipGradNorm(build().parameters, maxNorm as number)).toThrow(
      new RangeError(`clipGradNorm: maxNorm must be positive, got ${shown}`),
    );
  });
});

test('clipGradNorm refuses anything but a list of parameters, a repeated parameter, and other norms', () => {
  const p = cpu.parameter([1]);
  const act = (...args: unknown[]) => {
    (clipGradNorm as (...args: unknown[]) => number)(...args);
  };
  const module = { brand: '@microgpt/nn/Module', namedParameters: () => [] };
  expect(() => {
    act(module, 1);
  }).toThrow(new TypeError('clipGradNorm: expected a list of parameters, such as model.parameters(), got a Module'));
  expect(() => {
    act([p, 1], 1);
  }).toThrow(new TypeError('clipGradNorm: expected a tensor or [path, tensor] at index 1, got 1'));
  expect(() => {
    act([p, p], 1);
  }).toThrow(new RangeError('clipGradNorm: a parameter is listed twice'));
  expect(() => {
    act([p], 1, 2);
  }).toThrow(new TypeError('clipGradNorm: expected at most 2 arguments, got 3; the norm is always √(Σ g²)'));
});
