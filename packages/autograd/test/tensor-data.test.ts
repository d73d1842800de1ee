import { describe, expect, test } from 'vitest';
import { checkData, toData, type TensorData } from '../src/functional.ts';
import { cpu, scalar, ShapeError } from '../src/index.ts';
import { cpu32 } from './fuzz/float32.ts';

describe.each([scalar, cpu])('[$name] the data of a tensor', (engine) => {
  const x = engine.parameter([
    [1, 2.5],
    [-3, 0.1],
  ]);

  test('is a copy', () => {
    const { shape, data } = toData(x);
    expect(shape).toEqual([2, 2]);
    expect(shape).not.toBe(x.shape);
    expect(Array.from(data)).toEqual([1, 2.5, -3, 0.1]);
    (data as Float64Array)[0] = 0;
    expect(x.toFlat()[0]).toBe(1);
  });

  test('survives JSON', () => {
    const saved = JSON.parse(JSON.stringify({ x: toData(x) })) as { x: TensorData };
    expect(saved).toEqual({ x: { shape: [2, 2], data: [1, 2.5, -3, 0.1] } });
    checkData('x', saved.x, x);
  });

  const bad = (data: unknown, shape: unknown = [2, 2]) => ({ shape, data }) as TensorData;
  const json = JSON.parse('{"0":1,"1":2,"2":3,"3":4}') as unknown;

  test.each<[string, unknown, Error]>([
    ['nothing', undefined, new TypeError('x: expected { shape, data }, got undefined')],
    ['null', null, new TypeError('x: expected { shape, data }, got null')],
    ['an array', [1, 2, 3, 4], new TypeError('x: expected { shape, data }, got [1, 2, 3, 4]')],
    ['a tensor', x, new TypeError('x: expected { shape, data }, got a Tensor')],
    ['no shape', { data: [1, 2, 3, 4] }, new TypeError('x: expected { shape, data }, got an object')],
    ['no data', { shape: [2, 2] }, new TypeError('x: expected { shape, data }, got an object')],
    ...([null, '1234', json] as unknown[]).map((data): [string, unknown, Error] => [
      `${JSON.stringify(data)} for data`,
      bad(data),
      new TypeError(
        `x: expected an array for data (after JSON: Object.values(data)), got ${data === json ? 'an object' : JSON.stringify(data)}`,
      ),
    ]),
    ['another shape', bad([1, 2, 3, 4], [4]), new ShapeError('x: expected shape (2, 2), got (4)')],
    ['a shape of strings', bad([1, 2, 3, 4], ['2', 2]), new ShapeError('x: expected shape (2, 2), got ("2", 2)')],
    ['missing numbers', bad([1, 2, 3]), new ShapeError('x: 3 numbers do not fill (2, 2), which holds 4')],
    ['NaN at index 0', bad([NaN, 2, 3, 4]), new RangeError('x holds NaN at index 0; it must be finite')],
    [
      'infinity at the last place',
      bad([1, 2, 3, Infinity]),
      new RangeError('x holds Infinity at index 3; it must be finite'),
    ],
    ['a string', bad([1, '2', 3, 4]), new RangeError('x holds "2" at index 1; it must be finite')],
    ['a hole', bad(Object.assign([], { 3: 4 })), new RangeError('x holds undefined at index 0; it must be finite')],
    ['bigints', bad(new BigInt64Array(4)), new RangeError('x holds 0n at index 0; it must be finite')],
  ])('is refused: %s', (_, saved, error) => {
    expect(() => {
      checkData('x', saved as TensorData, x);
    }).toThrow(error);
  });

  test('of a constant may be infinite or NaN, as in masks; of a parameter it may not', () => {
    const infinite = bad([0, -Infinity, Infinity, NaN]);
    checkData('x', infinite, x.detach());
    expect(() => {
      checkData('x', infinite, x);
    }).toThrow('x holds -Infinity at index 1');
    expect(() => {
      checkData('x', bad([1, null, 3, 4]), x.detach());
    }).toThrow(new RangeError('x holds null at index 1; it must be finite'));
  });

  test('may be any float64', () => {
    checkData('x', bad([1e39, -1e308, 5e-324, -0]), x);
    checkData('x', bad(Float64Array.of(1e39, -1e308, 5e-324, -0)), x);
  });
});

test('on a float32 engine data must be within its range', () => {
  const x = cpu32.parameter([1, 2]);
  checkData('x', { shape: [2], data: [3e38, -3e38] }, x);
  expect(() => {
    checkData('x', { shape: [2], data: [1, -1e39] }, x);
  }).toThrow(new RangeError('x holds -1e+39 at index 1; it must be finite in float32'));
  expect(() => {
    checkData('x', { shape: [2], data: [NaN, 1e39] }, x);
  }).toThrow(new RangeError('x holds NaN at index 0; it must be finite'));
});
