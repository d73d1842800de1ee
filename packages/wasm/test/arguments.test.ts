import { checkData } from '@microgpt/autograd/functional';
import { describe, expect, test } from 'vitest';
import { misuses, thingsOn } from '../../autograd/test/misuse.ts';
import { createWasm, wasm } from '../src/index.ts';

const engine = await createWasm();

describe('[wasm] refuses with a message:', () => {
  test.each(misuses)('$name', ({ call, message }) => {
    expect(() => call(thingsOn(engine))).toThrow(expect.objectContaining({ message }) as Error);
  });
});

test.each<[string, unknown[], Error]>([
  ['a number', [2 ** 28], new TypeError('createWasm: expected options { maximumBytes }, got 268435456')],
  ['null', [null], new TypeError('createWasm: expected options { maximumBytes }, got null')],
  [
    'another name',
    [{ maxBytes: 2 ** 28 }],
    new TypeError('createWasm: unknown option "maxBytes"; did you mean maximumBytes?'),
  ],
  ['two arguments', [{}, 1], new TypeError('createWasm: expected one argument, got 2')],
  ...[1, 2 ** 22 - 1, 2 ** 32 + 1, NaN, 2 ** 24 + 0.5, '268435456', null].map(
    (maximumBytes): [string, unknown[], Error] => [
      `${JSON.stringify(maximumBytes)} bytes`,
      [{ maximumBytes }],
      new RangeError(
        `createWasm: maximumBytes must be an integer from 4194304 to 4294967296, got ${typeof maximumBytes === 'string' ? '"268435456"' : maximumBytes}`,
      ),
    ],
  ),
])('createWasm refuses %s', async (_, args, error) => {
  await expect((createWasm as (...args: unknown[]) => Promise<unknown>)(...args)).rejects.toThrow(error);
});

test('wasm has no options', () => {
  expect(() => (wasm as (options: unknown) => unknown)({ maximumBytes: 2 ** 28 })).toThrow(
    new TypeError('wasm: expected no arguments, got 1; createWasm takes options'),
  );
});

test('tensors of two engines with the same name are told apart', async () => {
  const other = await createWasm();
  expect(() => engine.ones([2]).add(other.ones([2]))).toThrow(
    new TypeError(
      'add: operands are on different engines (wasm, wasm); call createWasm() once, in one copy of this package',
    ),
  );
});

test('data to load must be within the range of float32', () => {
  const x = engine.parameter([1, 2]);
  const largest = (2 - 2 ** -23) * 2 ** 127;
  checkData('x', { shape: [2], data: [largest, -largest] }, x);
  checkData('x', { shape: [2], data: [1e-50, largest * (1 + 2 ** -26)] }, x); // rounds to the largest
  expect(() => {
    checkData('x', { shape: [2], data: [0, -1e39] }, x);
  }).toThrow(new RangeError('x holds -1e+39 at index 1; it must be finite in float32'));
});
