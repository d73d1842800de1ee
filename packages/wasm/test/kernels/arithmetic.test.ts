import { binary } from '@microgpt/autograd';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';
import { checkPair, formsOf } from './pairs.ts';

const awayFrom0 = (x: number) => x + Math.sign(x);

describe.each([binary.add, binary.sub, binary.mul, binary.div])('$name and its gradients', (op) => {
  test.each(formsOf(op))('of the form %s', (form) => {
    checkPair(op, form, awayFrom0, { forward: 1e-6, grad: form === 'same' ? 1e-6 : 1e-5 });
  });
});

test('accumulate adds to what is there', () => {
  fc.assert(
    fc.property(size, seed, (n, s) => {
      const [x, y] = [noise(n, s), noise(n, s + 1)];
      const expected = generate(n, (i) => y[i] + x[i]);
      bench.call('accumulate', x, y, n);
      expectClose(y, expected, 1e-6);
    }),
    runs,
  );
});

test('dividing infinity by one number', () => {
  const y = new Float32Array(2);
  bench.call('divColumn', Float32Array.from([Infinity, 0]), Float32Array.from([0]), y, 1, 2);
  expect(Array.from(y)).toEqual([Infinity, NaN]);
});
