import { describe, expect, test } from 'vitest';
import { cpu, scalar, type Unary } from '../src/index.ts';
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
      /the gradient of "x" is wrong at place 1: backward says -1\.2\d+, the finite difference -2\.4/,
    );
  });

  test('catches a derivative that is not finite', () => {
    const x = engine.parameter([0]);
    expect(() => checkGradients(() => x.sqrt(), { x })).toThrow('is wrong at place 0');
  });

  test('reports a wrong derivative below a hundred thousand operations', () => {
    const wrong: Unary = { name: 'wrong', f: (x) => x, df: () => 2 };
    const x = engine.parameter([1]);
    const deep = () => {
      let y = x.map(wrong);
      for (let i = 0; i < 100_000; i++) y = y.add(1);
      return y;
    };
    expect(() => checkGradients(deep, { x })).toThrow('look at what it passed: wrong, add');
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
    expect(() => checkGradients(() => x.mul(2), {})).toThrow('there is no input to check');
  });

  test.each<[string, Partial<Unary>, string]>([
    [
      'a factor',
      { df: () => 1 },
      'a derivative 0.500 times what it should be, alike at every place; look at what it passed: twice, sin',
    ],
    [
      'a sign',
      { df: () => -2 },
      'a derivative of the wrong sign, alike at every place; look at what it passed: twice, sin',
    ],
    ['a zero', { df: () => 0 }, 'a backward that passes nothing on, or a detach; look at what it passed: twice, sin'],
    [
      'a place',
      { df: (x) => (x > 0 ? 2 : 1) },
      'a wrong derivative, or a detach on one of several ways; look at what it passed: twice, sin',
    ],
    [
      'a kink',
      { f: Math.abs, df: () => 1 },
      'a kink, with slope -0.540 on one side and 0.540 on the other; check elsewhere',
    ],
    ['a logarithm of 0', { f: (x) => Math.abs(x) + 1, df: (x) => 1 / x }, 'on the way back something is divided by 0'],
  ])('guesses that %s is wrong', (kind, wrong, cause) => {
    const x = engine.parameter(['a kink', 'a logarithm of 0'].includes(kind) ? [0, 1] : [0.3, -0.4, 0.2]);
    const row: Unary = { name: 'twice', f: (v) => 2 * v, df: () => 2, ...wrong };
    const f = () => (kind === 'a kink' ? x.map(row) : x.map(row).sin());
    expect(() => checkGradients(f, { x })).toThrow(`Likely cause: ${cause}`);
  });

  test('refuses a computation that is not the same each time', () => {
    const x = engine.parameter([1]);
    let calls = 0;
    expect(() => checkGradients(() => x.mul(++calls), { x })).toThrow('f gives another result the second time');
  });
});
