import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cpu, scalar, type Numbers } from '../src/index.ts';
import { formatNumbers } from '../src/tensor/print.ts';

describe.each([scalar, cpu])('[$name] a tensor', (engine) => {
  test('prints its shape, its engine and its numbers', () => {
    expect(String(engine.tensor([2, 4, 6]))).toBe(`Tensor(3) on ${engine.name} [2, 4, 6]`);
    expect(String(engine.tensor([[1, 2.5]]))).toBe(`Tensor(1, 2) on ${engine.name} [[1.0, 2.5]]`);
    expect(String(engine.zeros([]))).toBe(`Tensor() on ${engine.name} 0`);
  });

  test('prints a matrix as rows, aligned in columns, below the shape', () => {
    const rows = [
      [1, -20, 3],
      [400, 5, 6],
    ];
    const printed = [`Tensor(2, 3) on ${engine.name}`, '[[  1, -20,   3],', ' [400,   5,   6]]'].join('\n');
    expect(String(engine.tensor(rows))).toBe(printed);
    expect(inspect(engine.tensor(rows))).toBe(printed);
  });
});

test('a tensor whose numbers take time to reach prints its shape and engine', () => {
  const tensor = cpu.zeros([2]);
  tensor.toFlat = () => {
    throw new Error('take time to reach');
  };
  expect(String(tensor)).toBe('Tensor(2) on cpu');
});

describe('the numbers of a tensor', () => {
  test.each<[string, Numbers, string]>([
    ['integers have no point, and all their digits', [16777217, -3], '[16777217, -3]'],
    ['integers above 10¹⁶, which are not exact, are scientific', [1e16, 1], '[1e+16, 1e+0]'],
    ['float32 shows no rounding', Float32Array.of(0.1, 0.25), '[0.10, 0.25]'],
    ['from 1 on there are four decimals', [1000.65352, 3.40761], '[1000.6535, 3.4076]'],
    ['below 1 there are five digits of the largest', [0.0052512345, -0.0018], '[0.0052512, -0.0018000]'],
    ['zeros at the end of all are left out', [0.5, 1.25], '[0.50, 1.25]'],
    ['a number that four decimals would show with one digit makes all scientific', [0.0009, 2.5], '[9.0e-4, 2.5e+0]'],
    ['small numbers are scientific', [1.23456e-7], '[1.2346e-7]'],
    ['numbers from 10⁸ on are scientific', [1.5e8, 0.5], '[1.5e+8, 5.0e-1]'],
    [
      'numbers that are not finite do not decide the form',
      [NaN, Infinity, -Infinity, 0],
      '[NaN, Infinity, -Infinity, 0]',
    ],
    ['negative zero keeps its sign', [-0, 0, 0.5], '[-0.0, 0.0, 0.5]'],
    ['the smallest and the largest number', [5e-324, 1.7976931348623157e308], '[4.9407e-324, 1.7977e+308]'],
  ])('%s', (_, numbers, printed) => {
    const { shape } = cpu.tensor(numbers);
    expect(formatNumbers(cpu.tensor(numbers).toFlat(), shape)).toBe(printed);
  });

  test('a blank line separates matrices', () => {
    expect(print([2, 2, 2])).toBe('[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]');
  });

  test('a row of more than 100 characters is cut in the middle', () => {
    expect(print([27])).toContain('12, 13, 14'); // 10 · 1 + 17 · 2 digits, 26 · 2 separators, 2 brackets: 98
    expect(print([28])).toBe('[0, 1, 2, …, 25, 26, 27]'); // 102
    expect(print([2, 50]).split('\n')).toEqual(['[[ 0,  1,  2, …, 47, 48, 49],', ' [50, 51, 52, …, 97, 98, 99]]']);
  });

  test('in a tensor of more than 1000 numbers every axis is cut', () => {
    expect(print([200, 5]).split('\n')).toHaveLength(200);
    expect(print([201, 5]).split('\n')).toEqual([
      '[[   0,    1,    2,    3,    4],',
      ' [   5,    6,    7,    8,    9],',
      ' [  10,   11,   12,   13,   14],',
      ' …,',
      ' [ 990,  991,  992,  993,  994],',
      ' [ 995,  996,  997,  998,  999],',
      ' [1000, 1001, 1002, 1003, 1004]]',
    ]);
  });

  const print = (shape: readonly number[]): string => {
    const size = shape.reduce((product, axis) => product * axis);
    return formatNumbers(
      Float64Array.from({ length: size }, (_, i) => i),
      shape,
    );
  };
});
