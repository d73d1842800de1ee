import { cpu } from '@microgpt/autograd';
import fc from 'fast-check';
import { expect } from 'vitest';
import { Bench } from './bench.ts';

// Every kernel is compared with plain loops in double precision on the same float32 inputs. What a kernel adds to or
// overwrites starts as noise, and Bench throws if anything outside the arrays was written.

export const bench = new Bench();
export const runs = { numRuns: 60 };
export const size = fc.integer({ min: 1, max: 40 });
export const seed = fc.integer({ min: 0, max: 1e6 });

/** The largest error, relative to `scale` where one is given and to the number itself (or 1) elsewhere. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale?: ArrayLike<number>,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * (scale ? scale[i] : Math.max(1, Math.abs(expected[i])));
    if (Math.abs(actual[i] - expected[i]) <= allowed) continue;
    expect(actual[i], `[${i}] within ${allowed}`).toBeCloseTo(expected[i], -Math.log10(2 * allowed));
  }
}

export const generate = (length: number, f: (i: number) => number) => Float64Array.from({ length }, (_, i) => f(i));
export const sum = (length: number, f: (i: number) => number) => generate(length, f).reduce((a, b) => a + b, 0);

/** What the tensor operation of the same name gives in double precision, and gx + its gradient for gy. */
export function reference(
  name: 'softmax' | 'logSoftmax' | 'rmsNorm' | 'layerNorm',
  [x, gy, gx]: readonly Float32Array[],
  shape: readonly number[],
): { y: ArrayLike<number>; gx: number[] } {
  const input = cpu.parameter(x, shape);
  const y = input[name]();
  y.mul(cpu.tensor(gy, shape)).sum().backward();
  const gradient = input.grad?.toFlat() ?? new Float64Array(x.length);
  return { y: y.toFlat(), gx: Array.from(gx, (g, i) => g + gradient[i]) };
}
