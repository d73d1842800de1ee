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
});
