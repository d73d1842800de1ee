// What callers without a type checker get wrong, often out of the habit of another library: one row each.

import { noGrad, Tensor, type CustomOp, type Engine, type Unary } from '../src/index.ts';

/** A call that must be refused, and the message. */
export interface Misuse {
  readonly name: string;
  readonly call: (things: Things) => unknown;
  readonly message: string;
}

interface Things {
  readonly engine: Engine;
  /** A parameter (2, 3). */
  readonly x: Tensor;
  /** A constant (2, 3). */
  readonly y: Tensor;
  /** Anything at all, where a certain kind is expected. */
  readonly as: (wrong: unknown) => never;
  /** Calls a method with any arguments. */
  readonly call: (on: object, method: string, ...args: unknown[]) => unknown;
}

/** What the rows are called with. */
export function thingsOn(engine: Engine): Things {
  return {
    engine,
    x: engine.parameter([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    y: engine.ones([2, 3]),
    as: (wrong) => wrong as never,
    call: (on, method, ...args) => {
      const { [method]: f } = on as Record<string, (...args: unknown[]) => unknown>;
      return f.apply(on, args);
    },
  };
}

const square: Unary = { name: 'square', f: (x) => x * x, df: (x) => 2 * x };
const same: CustomOp = { name: 'same', forward: (x) => x, backward: (gy) => [gy] };
const lastAxis = 'it works along the last axis; transpose first';
const notTensor = 'expected a Tensor (engine.tensor makes one)';
const notNumbers = 'expected numbers (for a tensor pass t.toArray())';
const notIndices = 'expected an array of indices (for a tensor pass t.toFlat())';
const firstDerivatives = 'backward: this was computed in noGrad or from constants only; use engine.parameter(…)';

const surplus = (method: string, args: (things: Things) => readonly unknown[], expected: string): Misuse => ({
  name: `${method}: a surplus argument`,
  call: (things) => things.call(things.x, method, ...args(things)),
  message: `${method}: expected ${expected}`,
});

const noArguments = 'exp neg sqrt abs sin cos tanh sigmoid relu silu geluTanh item backward log gelu';
const oneArgument = 'toArray add sub mul div pow maximum minimum greater less equal';

export const misuses: readonly Misuse[] = [
  ...noArguments.split(' ').map((method) => surplus(method, () => [1], 'no arguments, got 1')),
  ...oneArgument.split(' ').map((method) => surplus(method, ({ y }) => [y, y], 'one argument, got 2')),
  surplus('softmax', () => [0, 1], 'one argument, got 2'),
  surplus('logSoftmax', () => [-1, true], 'one argument, got 2'),
  surplus('argmax', () => [0, true], 'one argument, got 2'),
  surplus('argmin', () => [0, true], 'one argument, got 2'),
  surplus('pick', () => [[0, 0], 1], `one argument, got 2; ${lastAxis}`),
  surplus('reshape', () => [3, 2], 'one argument, got 2; pass them as one array'),
  surplus('broadcastTo', () => [4, 2, 3], 'one argument, got 3; pass them as one array'),
  surplus('transpose', () => [0, 1], 'one argument, got 2; pass them as one array'),
  surplus('sum', () => [0, 1, {}], 'at most 2 arguments, got 3; pass them as one array'),
  surplus('mean', () => [0, {}, 'float64'], 'at most 2 arguments, got 3; pass them as one array'),
  surplus('max', () => [0, {}, 1], 'at most 2 arguments, got 3; pass them as one array'),
  surplus('min', () => [0, {}, 1], 'at most 2 arguments, got 3; pass them as one array'),
  surplus('slice', () => [0, 2, 0, 2], 'at most 3 arguments, got 4'),
  surplus('take', () => [[0], 1], 'one argument, got 2'),
  surplus('matmul', ({ y }) => [y, y], 'one argument, got 2'),
  surplus('linear', ({ y }) => [y, y, y], 'at most 2 arguments, got 3'),
  surplus('where', ({ y }) => [y, y, 0], 'at most 2 arguments, got 3'),
  surplus('rmsNorm', ({ y }) => [y, 1e-5], 'one argument, got 2'),
  surplus('layerNorm', ({ y }) => [1e-5, y], 'one argument, got 2'),
  surplus('dropout', () => [0.5, Math, true], 'at most 2 arguments, got 3'),
  surplus('crossEntropy', () => [[0, 0], { reduction: 'sum' }], 'one argument, got 2'),
  surplus('causalAttention', ({ x }) => [x, x, { heads: 1 }, 0], 'at most 3 arguments, got 4'),
  surplus('attentionWeights', ({ x }) => [x, x, { heads: 1 }], 'at most 2 arguments, got 3'),
  surplus('assign', ({ y }) => [y, true], 'one argument, got 2'),
  surplus('assignRows', ({ y }) => [[0, 1], y, 0], 'at most 2 arguments, got 3'),
  surplus('scaleGrad', () => [1, 2], 'one argument, got 2'),
  surplus('isGradBelow', () => [1, 2], 'one argument, got 2'),
  {
    name: 'map: a surplus argument',
    call: ({ x, call }) => call(x, 'map', square, 'x'),
    message: 'square: expected no arguments, got x',
  },
  {
    name: 'tensor of single numbers',
    call: ({ engine, call }) => call(engine, 'tensor', 1, 2, 3),
    message: 'tensor: expected at most 2 arguments, got 3; pass them as one array',
  },
  {
    name: 'parameter of single numbers',
    call: ({ engine, call }) => call(engine, 'parameter', 1, 2, 3),
    message: 'parameter: expected at most 2 arguments, got 3; pass them as one array',
  },
  {
    name: 'zeros of single sizes',
    call: ({ engine, call }) => call(engine, 'zeros', 2, 3),
    message: 'zeros: expected one argument, got 2; pass them as one array',
  },
  {
    name: 'ones of single sizes',
    call: ({ engine, call }) => call(engine, 'ones', 2, 3),
    message: 'ones: expected one argument, got 2; pass them as one array',
  },
  {
    name: 'full of single sizes',
    call: ({ engine, call }) => call(engine, 'full', 2, 3, 0),
    message: 'full: expected at most 2 arguments, got 3; pass them as one array',
  },
  {
    name: 'concat of single tensors',
    call: ({ x, y, as }) => Tensor.concat(as(x), as(y)),
    message: 'concat: expected an array of tensors, got a Tensor',
  },
  {
    name: 'concat of three single tensors',
    call: ({ x, call }) => call(Tensor, 'concat', x, x, x),
    message: 'concat: expected at most 2 arguments, got 3; pass them as one array',
  },
  {
    name: 'stack of single tensors',
    call: ({ x, y, as }) => Tensor.stack(as(x), as(y)),
    message: 'stack: expected an array of tensors, got a Tensor',
  },
  {
    name: 'noGrad with arguments for its body',
    call: ({ x, call }) => call({ noGrad }, 'noGrad', (t: Tensor) => t, x),
    message: 'noGrad: expected one argument, got 2',
  },

  // options
  {
    name: 'keepDim without a name',
    call: ({ x, as }) => x.sum(-1, as(true)),
    message: 'sum: expected options { keepDim }, got true',
  },
  {
    name: 'keepdim',
    call: ({ x, as }) => x.mean(-1, as({ keepdim: true })),
    message: 'mean: unknown option "keepdim"; did you mean keepDim?',
  },
  {
    name: 'keepdims',
    call: ({ x, as }) => x.max(-1, as({ keepdims: true })),
    message: 'max: unknown option "keepdims"; did you mean keepDim?',
  },
  {
    name: 'options in place of axes',
    call: ({ x, as }) => x.sum(as({ axis: 0 })),
    message: 'sum: axis an object is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'null for options',
    call: ({ x, as }) => x.sum(0, as(null)),
    message: 'sum: expected options { keepDim }, got null',
  },
  {
    name: 'attention without options',
    call: ({ x, as }) => x.causalAttention(x, x, as(undefined)),
    message: 'causalAttention: heads must divide the 3 channels, got undefined',
  },
  {
    name: 'attention with the number of heads alone',
    call: ({ x, as }) => x.causalAttention(x, x, as(1)),
    message: 'causalAttention: expected options { heads, lengths, keyLengths, keyStarts, scale, window, bias }, got 1',
  },
  {
    name: 'attention with an unknown option',
    call: ({ x, as }) => x.attentionWeights(x, as({ head: 1 })),
    message: 'attentionWeights: unknown option "head"; did you mean heads?',
  },

  // tensors
  { name: 'an array for a tensor', call: ({ x, as }) => x.add(as([1, 2])), message: `add: ${notTensor}, got [1, 2]` },
  {
    name: 'nothing for a tensor',
    call: ({ x, as }) => x.mul(as(undefined)),
    message: `mul: ${notTensor}, got undefined`,
  },
  { name: 'null for a tensor', call: ({ x, as }) => x.maximum(as(null)), message: `maximum: ${notTensor}, got null` },
  { name: 'a number for a matrix', call: ({ x, as }) => x.matmul(as(2)), message: `matmul: ${notTensor}, got 2` },
  {
    name: 'null for no bias',
    call: ({ x, y, as }) => x.linear(y.slice(0, 1), as(null)),
    message: `linear: ${notTensor}, got null`,
  },
  { name: 'a bigint', call: ({ x, as }) => x.pow(as(2n)), message: `pow: ${notTensor}, got 2n` },
  {
    name: 'a boolean for a condition',
    call: ({ x, y, as }) => x.where(as(true), y),
    message: `where: ${notTensor}, got true`,
  },
  {
    name: 'an array for the other of where',
    call: ({ x, y, as }) => x.where(y, as([0])),
    message: `where: ${notTensor}, got [0]`,
  },
  {
    name: 'an array of an array',
    call: ({ as }) => Tensor.concat(as([[1]])),
    message: 'concat: expected an array of tensors, got [[1]]',
  },
  {
    name: 'an array among tensors',
    call: ({ x, as }) => Tensor.stack([x, as([1])]),
    message: `stack: ${notTensor}, got [1]`,
  },
  {
    name: 'an array for keys',
    call: ({ x, as }) => x.causalAttention(as([1]), x, { heads: 1 }),
    message: `causalAttention: ${notTensor}, got [1]`,
  },
  {
    name: 'options for values',
    call: ({ x, as }) => x.causalAttention(x, as({ heads: 1 }), as(undefined)),
    message: `causalAttention: ${notTensor}, got an object`,
  },
  {
    name: 'an array for rows',
    call: ({ x, as }) => {
      x.detach().assignRows([0], as([[1, 2, 3]]));
    },
    message: `assignRows: ${notTensor}, got [[1, 2, 3]]`,
  },
  { name: 'null for a gradient', call: ({ x, as }) => (x.grad = as(null)), message: `grad: ${notTensor}, got null` },
  { name: 'a number for a gradient', call: ({ x, as }) => (x.grad = as(1)), message: `grad: ${notTensor}, got 1` },
  {
    name: 'max of two tensors',
    call: ({ x, y, as }) => x.max(as(y)),
    message: 'max: expected axes (maximum takes a Tensor), got a Tensor',
  },

  // numbers
  {
    name: 'a tensor for numbers',
    call: ({ engine, x, as }) => engine.tensor(as(x)),
    message: `tensor: ${notNumbers}, got a Tensor`,
  },
  {
    name: 'tensors for numbers',
    call: ({ engine, x, as }) => engine.parameter(as([x, x])),
    message: `parameter: ${notNumbers}, got a Tensor`,
  },
  {
    name: 'nothing for numbers',
    call: ({ engine, as }) => engine.tensor(as(undefined)),
    message: `tensor: ${notNumbers}, got undefined`,
  },
  {
    name: 'booleans',
    call: ({ engine, as }) => engine.tensor(as([true, false])),
    message: `tensor: ${notNumbers}, got true`,
  },
  {
    name: 'a hole in an array',
    call: ({ engine, as }) => engine.tensor(as(Object.assign([1], { 2: 3 }))),
    message: `tensor: ${notNumbers}, got undefined`,
  },
  {
    name: 'flat values that are not numbers',
    call: ({ engine, as }) => engine.tensor(as([1, null]), [2]),
    message: `tensor: ${notNumbers}, got null`,
  },
  {
    name: 'bigints in a typed array',
    call: ({ engine, as }) => engine.tensor(as(BigInt64Array.of(1n)), [1]),
    message: `tensor: ${notNumbers}, got 1n`,
  },
  {
    name: 'bytes without a type',
    call: ({ engine, as }) => engine.tensor(as(new DataView(new ArrayBuffer(8)))),
    message: `tensor: ${notNumbers}, got a DataView`,
  },
  {
    name: 'a string among rows',
    call: ({ engine, as }) => engine.tensor(as([[1, 2], '12'])),
    message: 'tensor: ragged arrays: axis 1 has 2 elements, then "12"',
  },
  {
    name: 'full without a number',
    call: ({ engine, as }) => engine.full([2], as(undefined)),
    message: 'full: expected a number, got undefined',
  },
  {
    name: 'assign of text',
    call: ({ x, as }) => {
      x.assign(as('123456'));
    },
    message: `assign: ${notNumbers}, got "123456"`,
  },
  {
    name: 'assign of values that are not numbers',
    call: ({ x, as }) => {
      x.assign(as([1, 2, 3, 4, 5, undefined]));
    },
    message: `assign: ${notNumbers}, got undefined`,
  },
  {
    name: 'assign of too few rows',
    call: ({ x }) => {
      x.assign([[1, 2, 3]]);
    },
    message: 'assign: expected shape (2, 3), got (1, 3)',
  },
  {
    name: 'assign of rows of another length',
    call: ({ x }) => {
      x.assign([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
    },
    message: 'assign: expected shape (2, 3), got (3, 2)',
  },
  {
    name: 'assign of too few numbers',
    call: ({ x }) => {
      x.assign([1, 2]);
    },
    message: 'assign: 2 numbers do not fill (2, 3), which holds 6',
  },
  {
    name: 'a weight for eps',
    call: ({ x, y, as }) => x.rmsNorm(as(y)),
    message: 'rmsNorm: expected a non-negative eps, got a Tensor',
  },
  {
    name: 'a shape for eps',
    call: ({ x, as }) => x.layerNorm(as([3])),
    message: 'layerNorm: expected a non-negative eps, got [3]',
  },
  { name: 'a negative eps', call: ({ x }) => x.rmsNorm(-1), message: 'rmsNorm: expected a non-negative eps, got -1' },
  {
    name: 'NaN for eps',
    call: ({ x }) => x.layerNorm(NaN),
    message: 'layerNorm: expected a non-negative eps, got NaN',
  },
  {
    name: 'dropout without a random stream',
    call: ({ x, as }) => x.dropout(0.5, as(undefined)),
    message: 'dropout: expected a Random, got undefined',
  },
  {
    name: 'dropout with a function',
    call: ({ x, as }) => x.dropout(0.5, as(Math.random)),
    message: 'dropout: expected a Random, got a function',
  },
  {
    name: 'dropout with a string',
    call: ({ x, as }) => x.dropout(as('0.5'), Math),
    message: 'dropout: p must be at least 0 and below 1, got "0.5"',
  },
  {
    name: 'dropout with null',
    call: ({ x, as }) => x.dropout(as(null), Math),
    message: 'dropout: p must be at least 0 and below 1, got null',
  },
  {
    name: 'dropout with NaN',
    call: ({ x }) => x.dropout(NaN, Math),
    message: 'dropout: p must be at least 0 and below 1, got NaN',
  },
  {
    name: 'scaleGrad without a number',
    call: ({ x, as }) => {
      x.scaleGrad(as('2'));
    },
    message: 'scaleGrad: expected a number, got "2"',
  },
  {
    name: 'isGradBelow without a number',
    call: ({ x, as }) => x.isGradBelow(as(undefined)),
    message: 'isGradBelow: expected a number, got undefined',
  },

  // axes, shapes, indices
  {
    name: 'NaN for an axis',
    call: ({ x }) => x.sum(NaN),
    message: 'sum: axis NaN is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'null for an axis',
    call: ({ x, as }) => x.mean(as(null)),
    message: 'mean: axis null is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'text for an axis',
    call: ({ x, as }) => x.max(as('0')),
    message: 'max: axis "0" is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'a bigint for an axis',
    call: ({ x, as }) => x.sum([0, as(1n)]),
    message: 'sum: axis 1n is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'a hole among axes',
    call: ({ x, as }) => x.transpose(as(Object.assign([], { 1: 0 }))),
    message: 'transpose: axis undefined is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'a single axis to transpose',
    call: ({ x, as }) => x.transpose(as(0)),
    message: 'transpose: expected all 2 axes of shape (2, 3), got [0]',
  },
  {
    name: 'half an axis',
    call: ({ x }) => Tensor.concat([x, x], 0.5),
    message: 'concat: axis 0.5 is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'an axis of a stack',
    call: ({ x }) => Tensor.stack([x, x], 3),
    message: 'stack: axis 3 is not one of the 3 axes of shape (2, 3, 1)',
  },
  {
    name: 'slice without a start',
    call: ({ x, as }) => x.slice(as(undefined)),
    message: 'slice: undefined to 2 is not a range of axis 0 of size 2',
  },
  {
    name: 'slice of an array',
    call: ({ x, as }) => x.slice(as([0, 1])),
    message: 'slice: [0, 1] to 2 is not a range of axis 0 of size 2',
  },
  {
    name: 'slice to a bigint',
    call: ({ x, as }) => x.slice(0, as(-1n)),
    message: 'slice: 0 to -1n is not a range of axis 0 of size 2',
  },
  {
    name: 'slice from NaN',
    call: ({ x }) => x.slice(NaN),
    message: 'slice: NaN to 2 is not a range of axis 0 of size 2',
  },
  {
    name: 'slice to a half',
    call: ({ x }) => x.slice(0, 1.5),
    message: 'slice: 0 to 1.5 is not a range of axis 0 of size 2',
  },
  {
    name: 'slice without a number for an axis',
    call: ({ x, as }) => x.slice(0, 1, as('1')),
    message: 'slice: axis "1" is not one of the 2 axes of shape (2, 3)',
  },
  {
    name: 'nothing for a shape',
    call: ({ x, as }) => x.reshape(as(undefined)),
    message: 'reshape: the 6 numbers of (2, 3) do not fill (undefined)',
  },
  {
    name: 'text for a shape',
    call: ({ x, as }) => x.reshape(as('3,2')),
    message: 'reshape: the 6 numbers of (2, 3) do not fill ("3,2")',
  },
  {
    name: 'bigints for sizes',
    call: ({ x, as }) => x.reshape(as([-1, 3n])),
    message: 'reshape: the 6 numbers of (2, 3) do not fill (-1, 3n)',
  },
  {
    name: 'half a size',
    call: ({ x }) => x.reshape([-1, 1.5]),
    message: 'reshape: the 6 numbers of (2, 3) do not fill (-1, 1.5)',
  },
  {
    name: 'NaN for a size',
    call: ({ engine }) => engine.zeros([2, NaN]),
    message: 'zeros: sizes must be positive integers, got (2, NaN)',
  },
  {
    name: 'a hole among sizes',
    call: ({ engine, as }) => engine.ones(as(Object.assign([2], { 2: 2 }))),
    message: 'ones: sizes must be positive integers, got (2, undefined, 2)',
  },
  {
    name: 'null for a shape',
    call: ({ x, as }) => x.broadcastTo(as(null)),
    message: 'broadcastTo: sizes must be positive integers, got (null)',
  },
  {
    name: 'options for a shape',
    call: ({ engine, as }) => engine.tensor([1], as({ requiresGrad: true })),
    message: 'tensor: sizes must be positive integers, got (an object)',
  },
  {
    name: 'a tensor for a shape',
    call: ({ engine, x, as }) => engine.zeros(as(x)),
    message: 'zeros: sizes must be positive integers, got (a Tensor)',
  },
  {
    name: 'a tensor for indices',
    call: ({ engine, x, as }) => x.take(as(engine.tensor([0]))),
    message: `take: ${notIndices}, got a Tensor`,
  },
  {
    name: 'a tensor for indices of rows',
    call: ({ x, y, as }) => {
      x.assignRows(as(y), y);
    },
    message: `assignRows: ${notIndices}, got a Tensor`,
  },
  { name: 'a single index', call: ({ x, as }) => x.take(as(1)), message: `take: ${notIndices}, got 1` },
  {
    name: 'nothing for indices',
    call: ({ x, as }) => x.pick(as(undefined)),
    message: `pick: ${notIndices}, got undefined`,
  },
  { name: 'text for indices', call: ({ x, as }) => x.take(as('01')), message: `take: ${notIndices}, got "01"` },
  { name: 'no indices', call: ({ x }) => x.take([]), message: 'take: expected indices, got none' },
  {
    name: 'nested indices',
    call: ({ x, as }) => x.take(as([[0], [1]])),
    message: 'take: index [0] (number 0) must be an integer from 0 to 1',
  },
  {
    name: 'NaN for an index',
    call: ({ x }) => x.pick([0, NaN]),
    message: 'pick: index NaN (number 1) must be an integer from 0 to 2',
  },
  {
    name: 'a bigint for an index',
    call: ({ x, as }) => x.take(as([0n])),
    message: 'take: index 0n (number 0) must be an integer from 0 to 1',
  },
  {
    name: 'a hole among indices',
    call: ({ x, as }) => x.take(as(Object.assign([0], { 2: 1 }))),
    message: 'take: index undefined (number 1) must be an integer from 0 to 1',
  },
  {
    name: 'a tensor for targets',
    call: ({ engine, x, as }) => x.crossEntropy(as(engine.tensor([0, 1]))),
    message: 'crossEntropy: expected an array of targets (for a tensor pass t.toFlat()), got a Tensor',
  },
  {
    name: 'nested targets',
    call: ({ x, as }) => x.crossEntropy(as([[0], [1]])),
    message: 'crossEntropy: index [0] (number 0) must be an integer from 0 to 2',
  },
  {
    name: 'targets of a single number',
    call: ({ engine }) => engine.full([], 1).crossEntropy([0]),
    message: 'crossEntropy: a single number has no rows',
  },
  {
    name: 'indices of a single number',
    call: ({ engine }) => engine.full([], 1).pick([0]),
    message: 'pick: a single number has no rows',
  },
  {
    name: 'rows of a single number',
    call: ({ engine }) => engine.full([], 1).take([0]),
    message: 'take: a single number has no rows',
  },

  // attention
  {
    name: 'text for heads',
    call: ({ x, as }) => x.causalAttention(x, x, as({ heads: '1' })),
    message: 'causalAttention: heads must divide the 3 channels, got "1"',
  },
  {
    name: 'half of the heads',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1.5 }),
    message: 'causalAttention: heads must divide the 3 channels, got 1.5',
  },
  {
    name: 'no heads',
    call: ({ x }) => x.attentionWeights(x, { heads: 0 }),
    message: 'attentionWeights: heads must divide the 3 channels, got 0',
  },
  {
    name: 'a negative number of heads',
    call: ({ x }) => x.causalAttention(x, x, { heads: -3 }),
    message: 'causalAttention: heads must divide the 3 channels, got -3',
  },
  {
    name: 'a single length',
    call: ({ x, as }) => x.causalAttention(x, x, as({ heads: 1, lengths: 2 })),
    message: 'causalAttention: lengths must be positive integers that add up to 2 rows, got 2',
  },
  {
    name: 'lengths that add up to less',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, lengths: [1] }),
    message: 'causalAttention: lengths must be positive integers that add up to 2 rows, got [1]',
  },
  {
    name: 'half a length',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, lengths: [0.5, 1.5] }),
    message: 'causalAttention: lengths must be positive integers that add up to 2 rows, got [0.5, 1.5]',
  },
  {
    name: 'a length of 0',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, lengths: [0, 2] }),
    message: 'causalAttention: lengths must be positive integers that add up to 2 rows, got [0, 2]',
  },
  {
    name: 'a hole among lengths',
    call: ({ x, as }) => x.causalAttention(x, x, as({ heads: 1, lengths: Object.assign([1], { 2: 1 }) })),
    message: 'causalAttention: lengths must be positive integers that add up to 2 rows, got [1, undefined, 1]',
  },
  {
    name: 'keys that add up to less',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, lengths: [2], keyLengths: [1] }),
    message: 'causalAttention: keyLengths must be positive integers that add up to 2 rows, got [1]',
  },
  {
    name: 'half a length of keys',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, keyLengths: [2.5], keyStarts: [0] }),
    message: 'causalAttention: keyLengths must be positive integers, got [2.5]',
  },
  {
    name: 'fewer lengths of keys',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, lengths: [1, 1], keyLengths: [2] }),
    message: 'causalAttention: 2 lengths but 1 keyLengths and no keyStarts',
  },
  {
    name: 'more starts than documents',
    call: ({ x }) => x.causalAttention(x, x, { heads: 1, keyStarts: [0, 1] }),
    message: 'causalAttention: 1 lengths but 1 keyLengths and 2 keyStarts',
  },
  {
    name: 'half a start',
    call: ({ x, y }) => x.slice(0, 1).causalAttention(y, y, { heads: 1, keyLengths: [1], keyStarts: [0.5] }),
    message: 'causalAttention: document 0 needs 1 or more of 2 keys, got 1 from 0.5 on',
  },
  {
    name: 'a negative start',
    call: ({ x, y }) => x.slice(0, 1).causalAttention(y, y, { heads: 1, keyLengths: [1], keyStarts: [-1] }),
    message: 'causalAttention: document 0 needs 1 or more of 2 keys, got 1 from -1 on',
  },
  {
    name: 'attentionWeights of other shapes',
    call: ({ x, engine }) => x.attentionWeights(engine.ones([2, 4]), { heads: 1 }),
    message: 'attentionWeights: expected queries (N, C), keys (M, C), values (M, C), got (2, 3), (2, 4), (2, 4)',
  },

  // functions
  {
    name: 'a function for a row',
    call: ({ x, as }) => x.map(as(Math.exp)),
    message: 'map: expected { name, f, df }, got a function',
  },
  {
    name: 'a row without a derivative',
    call: ({ x, as }) => x.map(as({ name: 'exp', f: Math.exp })),
    message: 'map: expected { name, f, df }, got an object',
  },
  {
    name: 'nothing for a row',
    call: ({ x, as }) => x.map(as(undefined)),
    message: 'map: expected { name, f, df }, got undefined',
  },
  {
    name: 'a function for a row of two',
    call: ({ x, y, as }) => x.zip(as(Math.atan2), y),
    message: 'zip: expected { name, f, da, db }, got a function',
  },
  {
    name: 'a row of one for a row of two',
    call: ({ x, y, as }) => x.zip(as(square), y),
    message: 'zip: expected { name, f, da, db }, got an object',
  },
  {
    name: 'a function for an operation',
    call: ({ x, as }) => x.custom(as((t: Tensor) => t)),
    message: 'custom: expected { name, forward, backward }, got a function',
  },
  {
    name: 'an operation without a gradient',
    call: ({ x, as }) => x.custom(as({ ...same, backward: undefined })),
    message: 'custom: expected { name, forward, backward }, got an object',
  },
  {
    name: 'an array of inputs',
    call: ({ x, y, as }) => x.custom(same, as([y])),
    message: `same: ${notTensor}, got [a Tensor]`,
  },
  {
    name: 'an operation that gives numbers',
    call: ({ x, as }) => x.custom(as({ ...same, forward: () => 1 })),
    message: `same: ${notTensor}, got 1`,
  },
  {
    name: 'an operation that gives a gradient too few',
    call: ({ x, y }) => {
      x.custom({ ...same, backward: () => [] }, y)
        .sum()
        .backward();
    },
    message: 'same: expected 2 gradients, got 0',
  },
  {
    name: 'an operation that gives a gradient too many',
    call: ({ x }) => {
      x.custom({ ...same, backward: (gy) => [gy, undefined] })
        .sum()
        .backward();
    },
    message: 'same: expected 1 gradients, got 2',
  },
  {
    name: 'noGrad of a tensor',
    call: ({ x, as }) => noGrad(as(x)),
    message: 'noGrad: expected a function, got a Tensor',
  },
  {
    name: 'noGrad without a body',
    call: ({ as }) => noGrad(as(undefined)),
    message: 'noGrad: expected a function, got undefined',
  },

  // gradients
  {
    name: 'backward of a constant',
    call: ({ y }) => {
      y.sum().backward();
    },
    message: firstDerivatives,
  },
  {
    name: 'backward of a tensor made in noGrad',
    call: ({ x }) => {
      noGrad(() => x.sum()).backward();
    },
    message: firstDerivatives,
  },
  {
    name: 'backward of a gradient',
    call: ({ x }) => {
      x.mul(x).sum().backward();
      x.grad?.sum().backward();
    },
    message: firstDerivatives,
  },
];
