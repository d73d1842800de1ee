import { describe, expect, test } from 'vitest';
import { cpu, scalar, type Tensor, type Unary } from '../src/index.ts';
import { checkGradients } from '../src/testing.ts';

describe.each([scalar, cpu])('[$name] checkGradients', (engine) => {
  test('passes a right derivative, and leaves numbers and gradients as they were', () => {
    const x = engine.parameter([0.5, -1]);
    x.grad = engine.tensor([7, 8]);
    const report = checkGradients(() => x.tanh(), { x });
    expect(report).toMatchObject({ input: 'x', error: expect.closeTo(0, 8) as number });
    expect(x.toArray()).toEqual([0.5, -1]);
    expect(x.grad.toArray()).toEqual([7, 8]);
  });

  test('catches a wrong derivative, and names the entry and both values', () => {
    const wrong: Unary = { name: 'wrong', f: (x) => x * x, df: (x) => x }; // should be 2x
    const x = engine.parameter([0, 3]);
    expect(() => checkGradients(() => x.map(wrong), { x })).toThrow(
      /the gradient of "x" is wrong at index 1: backward gives -1\.2\d+, the finite difference -2\.4/,
    );
  });

  test('catches a derivative that is not finite', () => {
    const x = engine.parameter([0]);
    expect(() => checkGradients(() => x.sqrt(), { x })).toThrow('is wrong at index 0');
  });

  test('reports a wrong derivative below a hundred thousand operations', () => {
    const wrong: Unary = { name: 'wrong', f: (x) => x, df: () => 2 };
    const x = engine.parameter([1]);
    const deep = () => {
      let y = x.map(wrong);
      for (let i = 0; i < 100_000; i++) y = y.add(1);
      return y;
    };
    expect(() => checkGradients(deep, { x })).toThrow('check the operations on its path: wrong, add');
  });

  test('names an input that no gradient reaches', () => {
    const x = engine.parameter([1]);
    const unused = engine.parameter([1, 2]);
    expect(() =>
      checkGradients(
        () => x.mul(2),
        new Map([
          ['x', x],
          ['unused', unused],
        ]),
      ),
    ).toThrow('no gradient reaches "unused" (2)');
    expect(() => checkGradients(() => x.mul(2), {})).toThrow('no inputs to check');
  });

  test.each<[string, Partial<Unary>, string]>([
    [
      'a factor',
      { df: () => 1 },
      'a derivative 0.5 times what it should be, the same at every index; check the operations on its path: twice, sin',
    ],
    [
      'a sign',
      { df: () => -2 },
      'a derivative of the wrong sign, the same at every index; check the operations on its path: twice, sin',
    ],
    [
      'a zero',
      { df: () => 0 },
      'a backward that passes no gradient, or a detach; check the operations on its path: twice, sin',
    ],
    [
      'a place',
      { df: (x) => (x > 0 ? 2 : 1) },
      'a wrong derivative at 1 of 3 indices, or a detach on one of several paths; check the operations on its path: twice, sin',
    ],
    [
      'a kink',
      { f: Math.abs, df: () => 1 },
      'a kink, with slope -0.540 on one side, 0.540 on the other; check at another point',
    ],
    ['a logarithm of 0', { f: (x) => Math.abs(x) + 1, df: (x) => 1 / x }, 'a backward divides by 0'],
  ])('guesses that %s is wrong', (kind, wrong, cause) => {
    const x = engine.parameter(['a kink', 'a logarithm of 0'].includes(kind) ? [0, 1] : [0.3, -0.4, 0.2]);
    const row: Unary = { name: 'twice', f: (v) => 2 * v, df: () => 2, ...wrong };
    const f = () => (kind === 'a kink' ? x.map(row) : x.map(row).sin());
    expect(() => checkGradients(f, { x })).toThrow(`Likely cause: ${cause}`);
  });

  test('reports a slight mistake, with enough digits to show it', () => {
    const slightly = (factor: number, from = -Infinity): Unary => ({
      name: 'slightly',
      f: Math.sin,
      df: (v) => Math.cos(v) * (v > from ? factor : 1),
    });
    const x = engine.parameter([0.3, 1.2, 2.3]);
    expect(() => checkGradients(() => x.map(slightly(1.001)), { x })).toThrow(
      'a derivative 1.001 times what it should be, the same at every index',
    );
    expect(() => checkGradients(() => x.map(slightly(1.000003)), { x })).toThrow(
      'backward gives 0.65961024, the finite difference 0.65960826 (error 3.0e-6, allowed 1.0e-6). ' +
        'Likely cause: a derivative 1.000003 times what it should be, the same at every index',
    );
    for (const factor of [1.001, 1.1, -1]) {
      expect(() => checkGradients(() => x.map(slightly(factor, 2)), { x })).toThrow(
        'Likely cause: a wrong derivative at 1 of 3 indices, or a detach on one of several paths',
      );
    }
  });

  test('tells a factor where a place has no gradient', () => {
    const wrong: Unary = { name: 'square', f: (v) => v * v, df: (v) => 3 * v };
    const x = engine.parameter([0, 1, 2]);
    expect(() => checkGradients(() => x.map(wrong), { x })).toThrow(
      'a derivative 1.5 times what it should be, the same at every index',
    );
  });

  test('counts no places where all are wrong', () => {
    const wrong: Unary = { name: 'wrong', f: Math.sin, df: (v) => Math.cos(v) * (1 + v * v) };
    const x = engine.parameter([0.3, 1.2, 2.3]);
    expect(() => checkGradients(() => x.map(wrong), { x })).toThrow(
      'Likely cause: a wrong derivative, or a detach on one of several paths',
    );
  });

  test('of a result that is NaN each time says that it is not finite', () => {
    const x = engine.parameter([-1]);
    expect(() => checkGradients(() => x.sqrt(), { x })).toThrow('the result is not finite near index 0 of "x"');
  });

  test('does not mistake rounding at large numbers for an error', () => {
    const x = engine.parameter([1000, 0.5, -3]);
    for (const f of [
      () => x.pow(3),
      () => x.pow(3).sum(),
      () => x.sum().pow(3).mul(1e6),
      () => x.pow(3).sum().add(1e9),
    ])
      expect(checkGradients(f, { x }).error).toBeLessThan(1e-3);
    const wrong: Unary = { name: 'cube', f: (v) => v ** 3, df: (v) => 3.01 * v ** 2 };
    expect(() => checkGradients(() => x.map(wrong).sum(), { x })).toThrow(
      'backward gives 14.6368, the finite difference 14.5882',
    );
  });

  test('says so if numbers are too large for finite differences', () => {
    const x = engine.parameter([1e6, 0.5]);
    expect(() => checkGradients(() => x.pow(3).sum(), { x })).toThrow(
      /^checkGradients: finite differences cannot check the gradient of "x" at index 1: for numbers this large they are .* ± .*, and backward gives 0\.41; check with smaller numbers$/,
    );
  });

  test('finds mistakes in small numbers, too', () => {
    const wrong: Unary = { name: 'wrong', f: Math.sin, df: (v) => 1.5 * Math.cos(v) };
    const x = engine.parameter([0.3, 1.2]);
    expect(checkGradients(() => x.sin().mul(1e-9), { x }).error).toBeLessThan(1e-6);
    expect(() => checkGradients(() => x.map(wrong).mul(1e-9), { x })).toThrow(
      'a derivative 1.5 times what it should be, the same at every index',
    );
  });

  test.each([[[0.3, 1.2]], [[0.3, 1.2, -0.7]], [[2, -1, 0.1, 0.7, 3]]])(
    'passes a gradient that is 0 but for rounding: of the sum of a softmax of %j',
    (numbers) => {
      const x = engine.parameter(numbers);
      expect(checkGradients(() => x.softmax().sum(), { x }).error).toBeLessThan(1e-6);
    },
  );

  test.each<[string, (x: Tensor) => unknown, string]>([
    ['a constant', (x) => checkGradients(() => x.detach(), { x }), 'no gradient reaches "x" (1)'],
    ['a result in place of f', (x) => checkGradients(x as never, { x }), 'expected a function, got a Tensor'],
    ['f without a result', (x) => checkGradients((() => 1) as never, { x }), 'expected f to return a Tensor, got 1'],
    [
      'a tensor without a name',
      (x) => checkGradients(() => x, x as never),
      'expected tensors by name, as in { x }, got a Tensor',
    ],
    ['an array', (x) => checkGradients(() => x, [x] as never), 'expected tensors by name, as in { x }, got a Tensor'],
    ['null', (x) => checkGradients(() => x, null as never), 'expected tensors by name, as in { x }, got null'],
    [
      'numbers',
      (x) => checkGradients(() => x, { x: 1 } as never),
      'expected tensors by name, as in { x }, got ["x", 1]',
    ],
    [
      'an unknown option',
      (x) => checkGradients(() => x, { x }, { tol: 1 } as never),
      'unknown option "tol"; did you mean tolerance?',
    ],
    [
      'a number for options',
      (x) => checkGradients(() => x, { x }, 1e-3 as never),
      'expected options { step, tolerance }',
    ],
    ['a step of 0', (x) => checkGradients(() => x, { x }, { step: 0 }), 'step must be above 0, got 0'],
    ['NaN for the tolerance', (x) => checkGradients(() => x, { x }, { tolerance: NaN }), 'tolerance must be above 0'],
  ])('refuses %s', (_, act, message) => {
    expect(() => act(engine.parameter([1]))).toThrow(`checkGradients: ${message}`);
  });

  test('refuses a computation that is not the same each time', () => {
    const x = engine.parameter([1]);
    let calls = 0;
    expect(() => checkGradients(() => x.mul(++calls), { x })).toThrow('f returned different results in two calls');
  });
});
