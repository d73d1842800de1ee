import { checkData } from '@microgpt/autograd';
import { expect, test } from 'vitest';
import { createWasm } from '../src/index.ts';

test('data to load must be within the range of float32', async () => {
  const x = (await createWasm()).parameter([1, 2]);
  const largest = (2 - 2 ** -23) * 2 ** 127;
  checkData('x', { shape: [2], data: [largest, -largest] }, x);
  checkData('x', { shape: [2], data: [1e-50, largest * (1 + 2 ** -26)] }, x); // rounds to the largest
  expect(() => {
    checkData('x', { shape: [2], data: [0, -1e39] }, x);
  }).toThrow(new RangeError('x holds -1e+39 at place 1; it must be finite in float32, in which wasm keeps numbers'));
});
