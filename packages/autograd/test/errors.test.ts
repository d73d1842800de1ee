import { describe, expect, test } from 'vitest';
import { cpu, scalar, ShapeError, Tensor } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] bad input gets an error that names the operation and what came', (engine) => {
  const x = engine.zeros([2, 3]);
  const other = engine === cpu ? scalar : cpu;

  test.each<[string, () => unknown, new () => Error, string]>([
    [
      'add',
      () => x.add(engine.zeros([2, 4])),
      ShapeError,
      'add: shapes (2, 3) and (2, 4) do not broadcast (axis -1: 3 and 4)',
    ],
    [
      'matmul',
      () => x.matmul(engine.zeros([4, 5])),
      ShapeError,
      'matmul: expected (n, k) · (k, m), got (2, 3) · (4, 5); reshape or transpose first',
    ],
    [
      'matmul of a vector',
      () => x.matmul(engine.zeros([3])),
      ShapeError,
      'matmul: expected (n, k) · (k, m), got (2, 3) · (3); reshape',
    ],
    ['linear', () => x.linear(engine.zeros([4, 5])), ShapeError, '(2, 3) and (4, 5)'],
    ['linear with a weight of three axes', () => x.linear(engine.zeros([4, 3, 2])), ShapeError, '(2, 3) and (4, 3, 2)'],
    ['linear of a single number', () => engine.zeros([]).linear(engine.zeros([3])), ShapeError, '() and (3)'],
    [
      'linear with a bad bias',
      () => x.linear(engine.zeros([4, 3]), engine.zeros([3])),
      ShapeError,
      'linear: bias: expected shape (4), got (3)',
    ],
    ['reshape', () => x.reshape([4, -1]), ShapeError, 'reshape: the 6 numbers of (2, 3) do not fill (4, -1)'],
    ['reshape to nothing', () => x.reshape([0, 6]), ShapeError, 'do not fill (0, 6)'],
    ['reshape with two unknowns', () => x.reshape([-1, -1]), ShapeError, 'do not fill (-1, -1)'],
    [
      'transpose of a vector',
      () => engine.zeros([2]).transpose(),
      ShapeError,
      'expected two or more axes, got shape (2)',
    ],
    ['transpose of too few axes', () => x.transpose([0]), ShapeError, 'expected all 2 axes of shape (2, 3), got [0]'],
    [
      'transpose of one axis twice',
      () => x.transpose([0, 0]),
      ShapeError,
      'axes [0, 0] of shape (2, 3) repeat an axis',
    ],
    [
      'transpose of one axis by two names',
      () => x.transpose([0, -2]),
      ShapeError,
      'axes [0, 0] of shape (2, 3) repeat an axis',
    ],
    ['sum along a missing axis', () => x.sum(2), ShapeError, 'sum: axis 2 is not one of the 2 axes of shape (2, 3)'],
    ['sum along half an axis', () => x.sum(0.5), ShapeError, 'axis 0.5'],
    ['slice beyond the end', () => x.slice(0, 3), RangeError, 'slice: 0 to 3 is not a range of axis 0 of size 2'],
    ['slice of nothing', () => x.slice(1, 1), RangeError, 'slice: 1 to 1'],
    ['broadcastTo', () => x.broadcastTo([3]), ShapeError, 'broadcastTo: expected shape (3), got (2, 3)'],
    ['take', () => x.take([0, 2]), RangeError, 'take: index 2 (number 1) must be an integer from 0 to 1'],
    ['take of a fraction', () => x.take([0.5]), RangeError, 'index 0.5'],
    ['take of a negative', () => x.take([-1]), RangeError, 'index -1'],
    ['pick', () => x.pick([0, 3]), RangeError, 'pick: index 3 (number 1) must be an integer from 0 to 2'],
    ['pick with too few', () => x.pick([0]), ShapeError, 'pick: expected 2 indices, one for each row, got 1'],
    ['crossEntropy', () => x.crossEntropy([0, 27]), RangeError, 'index 27 (number 1) must be an integer from 0 to 2'],
    [
      'crossEntropy with too few',
      () => x.crossEntropy([0]),
      ShapeError,
      'crossEntropy: expected 2 targets, one for each row, got 1',
    ],
    ['concat', () => Tensor.concat([x, engine.zeros([2, 2])]), ShapeError, 'concat: expected shape (2, 3), got (2, 2)'],
    [
      'concat of other ranks',
      () => Tensor.concat([x, engine.zeros([3])]),
      ShapeError,
      'concat: expected shape (3, 3), got (3)',
    ],
    [
      'concat of other ranks along an axis that one has not',
      () => Tensor.concat([x, engine.zeros([2])], 1),
      ShapeError,
      'concat: expected shape (2, 1), got (2)',
    ],
    ['concat of nothing', () => Tensor.concat([]), TypeError, 'concat: expected an array of tensors, got []'],
    ['stack', () => Tensor.stack([x, engine.zeros([3])]), ShapeError, 'stack: expected shape (2, 3), got (3)'],
    [
      'backward of many numbers',
      () => {
        x.backward();
      },
      ShapeError,
      'backward: expected a single number, got shape (2, 3); use sum()',
    ],
    [
      'backward of a constant',
      () => {
        x.sum().backward();
      },
      Error,
      'backward: this was computed in noGrad or from constants only; use engine.parameter(…)',
    ],
    ['item of many numbers', () => x.item(), ShapeError, 'item: expected a single number, got shape (2, 3)'],
    ['dropout', () => x.dropout(1, Math), RangeError, 'dropout: p must be at least 0 and below 1, got 1'],
    [
      'another engine',
      () => x.mul(other.zeros([2, 3])),
      TypeError,
      `mul: operands are on different engines (${engine.name}, ${other.name})`,
    ],
    [
      'another engine in matmul',
      () => x.matmul(other.zeros([3, 3])),
      TypeError,
      'matmul: operands are on different engines',
    ],
    [
      'another engine in linear',
      () => x.linear(other.zeros([3, 3])),
      TypeError,
      'linear: operands are on different engines',
    ],
    [
      'another engine in concat',
      () => Tensor.concat([x, other.zeros([2, 3])]),
      TypeError,
      'concat: operands are on different engines',
    ],
    [
      'another engine in where',
      () => x.where(other.zeros([2, 3]), x),
      TypeError,
      'where: operands are on different engines',
    ],
    [
      'another engine in attention',
      () => x.causalAttention(x, other.zeros([2, 3]), { heads: 1 }),
      TypeError,
      'operands are on different engines',
    ],
    [
      'an array for a tensor',
      () => x.add([1, 2, 3] as never),
      TypeError,
      'add: expected a Tensor (engine.tensor makes one), got [1, 2, 3]',
    ],
    [
      'a string for a tensor',
      () => x.add('1' as never),
      TypeError,
      'add: expected a Tensor (engine.tensor makes one), got "1"',
    ],
    [
      'heads that do not divide',
      () => x.causalAttention(x, x, { heads: 2 }),
      RangeError,
      'causalAttention: heads must divide the 3 channels, got 2',
    ],
    [
      'lengths that do not add up',
      () => x.causalAttention(x, x, { heads: 1, lengths: [1, 2] }),
      RangeError,
      'lengths must be positive integers that add up to 2 rows, got [1, 2]',
    ],
    [
      'key rows beyond the keys',
      () => x.causalAttention(x, x, { heads: 1, keyStarts: [1] }),
      RangeError,
      'document 0 needs 2 or more of 2 keys, got 2 from 1 on',
    ],
    [
      'attention shapes',
      () => x.causalAttention(engine.zeros([2, 4]), x, { heads: 1 }),
      ShapeError,
      'got (2, 3), (2, 4), (2, 3)',
    ],
    [
      'values of another shape than keys',
      () => x.causalAttention(x, engine.zeros([2, 4]), { heads: 1 }),
      ShapeError,
      'got (2, 3), (2, 3), (2, 4)',
    ],
    [
      'attention of three axes',
      () => x.reshape([2, 3, 1]).causalAttention(x, x, { heads: 1 }),
      ShapeError,
      'got (2, 3, 1), (2, 3), (2, 3)',
    ],
    [
      'more queries than keys',
      () => x.causalAttention(x.slice(0, 1), x.slice(0, 1), { heads: 1 }),
      RangeError,
      'document 0 needs 2 or more of 1 keys, got 1 from 0 on',
    ],
    ['ragged arrays', () => engine.tensor([[1, 2], [3]]), ShapeError, 'tensor: ragged arrays'],
    ['a number among arrays', () => engine.tensor([[1], 2]), ShapeError, 'tensor: ragged arrays'],
    [
      'an array among numbers',
      () => engine.tensor([1, [2]]),
      TypeError,
      'tensor: expected numbers (for a tensor pass t.toArray()), got [2]',
    ],
    ['an empty array', () => engine.tensor([]), ShapeError, 'tensor: an array is empty'],
    [
      'a string among numbers',
      () => engine.tensor([1, '2'] as never),
      TypeError,
      'tensor: expected numbers (for a tensor pass t.toArray()), got "2"',
    ],
    [
      'flat numbers that do not fill',
      () => engine.tensor([1, 2, 3], [2, 2]),
      ShapeError,
      'tensor: 3 numbers do not fill (2, 2), which holds 4',
    ],
    ['a size of 0', () => engine.zeros([2, 0]), ShapeError, 'sizes must be positive integers, got (2, 0)'],
    ['a negative size', () => engine.parameter([], [-1]), ShapeError, 'sizes must be positive integers, got (-1)'],
  ])('%s', (_, act, kind, message) => {
    expect(act).toThrow(kind);
    expect(act).toThrow(message);
  });
});
