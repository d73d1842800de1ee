// The table of operations, from which the tests of engines take inputs, shapes and arguments.

import { sizeOf, type Shape } from '../shape/shape.ts';
import type { Engine } from '../tensor/engine.ts';
import { cpu } from '../engines.ts';
import * as functional from '../functional.ts';
import { Tensor } from '../tensor/tensor.ts';

/** An integer from min to max, drawn at random. */
type Integers = (min: number, max: number) => number;

/** Random shapes of the inputs of an operation. */
type Shapes = (integer: Integers) => readonly Shape[];

/** An operation to test: the shapes of its inputs, and its arguments. */
export interface Operation {
  readonly method: string;
  readonly shapes: Shapes;
  /** The arguments after the first input. */
  readonly args: (inputs: readonly Tensor[]) => readonly unknown[];
  /** Whether the inputs must be above 0. */
  readonly positive?: boolean;
  /** The index of an input that gets no gradient. */
  readonly untracked?: number;
  /** Whether it is a static method, called with all inputs. */
  readonly static?: boolean;
  /** A function to call instead of a method, with the first input as its first argument. */
  readonly function?: (x: Tensor, ...args: never[]) => Tensor;
  /** Whether it reads numbers synchronously, which some engines cannot. */
  readonly reads?: boolean;
  /** The name of this row among those of the same method. */
  readonly variant?: string;
}

const sizes = (integer: Integers, min: number, max: number) =>
  Array.from({ length: integer(min, max) }, () => integer(1, 4));
const one: Shapes = (integer) => [sizes(integer, 0, 3)];
const rows: Shapes = (integer) => [sizes(integer, 1, 3)];
const several: Shapes = (integer) => [[integer(2, 4), ...sizes(integer, 0, 2)]];
const sameTwo: Shapes = (integer) => {
  const shape = sizes(integer, 1, 3);
  return [shape, shape];
};

/** Two shapes that broadcast: some axes of each shrunk to 1, some leading ones dropped. */
const broadcastTwo: Shapes = (integer) => {
  const shape = sizes(integer, 0, 3);
  const shrink = (n: number) => (integer(0, 1) === 0 ? n : 1);
  const a = shape.map(shrink);
  const b = shape.map(shrink).slice(Math.min(integer(0, 3), shape.length));
  return integer(0, 1) === 0 ? [a, b] : [b, a];
};

const matrices: Shapes = (integer) => {
  const [n, k, m] = [integer(1, 4), integer(1, 4), integer(1, 4)];
  const batches = [
    [[], []],
    [[2], [2]],
    [[3, 1], [2]],
    [[], [2]],
  ];
  const [a, b] = batches[integer(0, 3)];
  return [
    [...a, n, k],
    [...b, k, m],
  ];
};

const linear: Shapes = (integer) => {
  const x = sizes(integer, 1, 3);
  const out = integer(1, 4);
  return [x, [out, x[x.length - 1]], [out]];
};

const noArgs = () => [];
const other = (inputs: readonly Tensor[]) => [inputs[1]];
const last = (x: Tensor) => x.shape.at(-1) ?? 1;
const rowCount = (x: Tensor) => x.shape.slice(0, -1).reduce((a, b) => a * b, 1);
const targets = (x: Tensor) => Array.from({ length: rowCount(x) }, (_, row) => (row * 7 + 1) % last(x));

/** An index along the first axis for each number, some of them equal. */
const nestedIndices = (x: Tensor) =>
  cpu
    .tensor(
      Float64Array.from({ length: sizeOf(x.shape) }, (_, i) => (i * 3) % x.shape[0]),
      x.shape,
    )
    .toArray();

const unaryRows = 'neg exp sin cos tanh sigmoid relu silu gelu geluTanh abs'.split(' ');
const binaryRows = 'add sub mul maximum minimum greater less equal'.split(' ');

/** Packed documents: (N, C) queries, and keys of longer documents in the cases that imitate a cache. */
const attention: Shapes = (integer) => {
  const lengths = sizes(integer, 1, 3);
  const isCached = integer(0, 1) === 1;
  const keyLengths = lengths.map((n) => n + (isCached ? integer(0, 2) : 0));
  const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  // The shape of the last input, which is not used, passes the lengths to args: [...lengths, ...keyLengths].
  return [
    [total(lengths), 4],
    [total(keyLengths), 4],
    [total(keyLengths), 4],
    [...lengths, ...keyLengths],
  ];
};

/** The options that the shape of the last input of {@link attention} passes. */
function attentionLengths({ shape }: Tensor) {
  const documents = shape.length / 2;
  return { heads: 2, lengths: shape.slice(0, documents), keyLengths: shape.slice(documents) };
}

/** The operations: every method of `Tensor` that has a value and a gradient. */
export const operations: readonly Operation[] = [
  ...unaryRows.map((method) => ({ method, shapes: one, args: noArgs })),
  { method: 'log', shapes: one, args: noArgs, positive: true },
  { method: 'sqrt', shapes: one, args: noArgs, positive: true },
  ...binaryRows.map((method) => ({ method, shapes: broadcastTwo, args: other })),
  ...['add', 'sub', 'mul', 'div', 'maximum', 'greater'].map((method) => ({
    method,
    variant: 'a number',
    shapes: one,
    args: () => [0.35],
  })),
  { method: 'div', shapes: broadcastTwo, args: other },
  { method: 'pow', shapes: broadcastTwo, args: other, positive: true },
  { method: 'pow', variant: '2', shapes: one, args: () => [2] },
  {
    method: 'map',
    shapes: one,
    args: () => [{ name: 'cube', f: (x: number) => x ** 3, df: (x: number) => 3 * x * x }],
  },
  {
    method: 'zip',
    shapes: broadcastTwo,
    args: ([, b]) => [
      {
        name: 'atan2',
        f: Math.atan2,
        da: (a: number, b: number) => b / (a * a + b * b),
        db: (a: number, b: number) => -a / (a * a + b * b),
      },
      b,
    ],
  },
  {
    method: 'custom',
    shapes: matrices,
    args: ([, b]) => [
      {
        name: 'twiceTheProduct',
        forward: (x: Tensor, y: Tensor) => x.matmul(y).mul(2),
        backward: (gy: Tensor, _: Tensor, x: Tensor, y: Tensor) => [
          sumTo(x.shape, gy.matmul(y.transpose()).mul(2)),
          sumTo(y.shape, x.transpose().matmul(gy).mul(2)),
        ],
      },
      b,
    ],
  },
  {
    method: 'custom',
    variant: 'one that hands on its input',
    shapes: one,
    args: () => [{ name: 'same', forward: (x: Tensor) => x, backward: (gy: Tensor) => [gy] }],
  },
  { method: 'sum', shapes: one, args: noArgs },
  { method: 'sum', variant: 'first axis', shapes: rows, args: () => [0] },
  {
    method: 'sum',
    variant: 'all axes, kept',
    shapes: one,
    args: ([x]) => [x.shape.map((_, i) => i), { keepDim: true }],
  },
  { method: 'mean', shapes: one, args: noArgs },
  { method: 'mean', variant: 'last axis, kept', shapes: rows, args: () => [-1, { keepDim: true }] },
  { method: 'max', shapes: one, args: noArgs },
  { method: 'max', variant: 'first axis', shapes: rows, args: () => [0] },
  { method: 'max', variant: 'last axis, kept', shapes: rows, args: () => [-1, { keepDim: true }] },
  { method: 'min', shapes: one, args: noArgs },
  { method: 'min', variant: 'first axis, kept', shapes: rows, args: () => [0, { keepDim: true }] },
  { method: 'matmul', shapes: matrices, args: other },
  { method: 'linear', shapes: (integer) => linear(integer).slice(0, 2), args: other },
  {
    method: 'linear',
    variant: 'bias',
    shapes: linear,
    args: ([, w, b]) => [w, b],
  },
  { method: 'reshape', shapes: one, args: () => [[-1, 1]] },
  { method: 'transpose', shapes: (integer) => [sizes(integer, 2, 4)], args: noArgs },
  {
    method: 'transpose',
    variant: 'all axes turned',
    shapes: rows,
    args: ([x]) => [x.shape.map((_, i) => (i + 1) % x.shape.length)],
  },
  { method: 'slice', shapes: rows, args: ([x]) => [Math.floor(x.shape[0] / 2)] },
  { method: 'slice', variant: 'last axis', shapes: rows, args: ([x]) => [0, Math.ceil(last(x) / 2), -1] },
  { method: 'broadcastTo', shapes: rows, args: ([x]) => [[2, ...x.shape.map((n) => (n === 1 ? 3 : n))]] },
  { method: 'take', shapes: rows, args: ([x]) => [[0, x.shape[0] - 1, 0]] },
  { method: 'pick', shapes: rows, args: ([x]) => [targets(x)] },
  { method: 'concat', static: true, shapes: sameTwo, args: noArgs },
  { method: 'concat', variant: 'last axis', static: true, shapes: sameTwo, args: () => [-1] },
  { method: 'stack', static: true, shapes: sameTwo, args: () => [-1] },
  {
    method: 'where',
    shapes: (integer) => {
      const [a, b] = broadcastTwo(integer);
      return [a, b, a];
    },
    args: ([, condition, y]) => [condition.detach().greater(0), y],
    untracked: 1,
  },
  { method: 'where', variant: 'a number', shapes: one, args: ([x]) => [x.detach().greater(0), 5] },
  { method: 'softmax', shapes: rows, args: noArgs },
  { method: 'softmax', variant: 'first axis', shapes: rows, args: () => [0] },
  { method: 'logSoftmax', shapes: rows, args: noArgs },
  { method: 'logSoftmax', variant: 'first axis', shapes: rows, args: () => [0] },
  { method: 'rmsNorm', shapes: rows, args: noArgs },
  { method: 'layerNorm', shapes: rows, args: () => [1e-2] },
  { method: 'dropout', shapes: rows, args: () => [0.4, countingStream()] },
  { method: 'crossEntropy', shapes: rows, args: ([x]) => [targets(x)] },
  {
    method: 'causalAttention',
    shapes: attention,
    untracked: 3,
    args: ([, k, v, lengths]) => [k, v, attentionLengths(lengths)],
  },
  {
    method: 'causalAttention',
    variant: 'scale and window',
    shapes: attention,
    untracked: 3,
    args: ([, k, v, lengths]) => [k, v, { ...attentionLengths(lengths), scale: 0.3, window: 2 }],
  },
  {
    method: 'causalAttention',
    variant: 'bias',
    shapes: (integer) => [...attention(integer), [2, 6]],
    untracked: 3,
    args: ([, k, v, lengths, bias]) => [k, v, { ...attentionLengths(lengths), bias }],
  },
  {
    method: 'causalAttention',
    variant: 'bias and window',
    shapes: (integer) => [...attention(integer), [2, 3]],
    untracked: 3,
    args: ([, k, v, lengths, bias]) => [k, v, { ...attentionLengths(lengths), bias, window: 3 }],
  },
  {
    method: 'causalAttention',
    variant: 'room between documents',
    shapes: () => [
      [4, 4],
      [9, 4],
      [9, 4],
    ],
    args: ([, k, v]) => [k, v, { heads: 2, lengths: [3, 1], keyLengths: [3, 4], keyStarts: [1, 5] }],
  },
  ...(['sign', 'floor', 'expm1', 'softplus', 'erf', 'leakyRelu', 'elu'] as const).map((method) => ({
    method,
    function: functional[method],
    shapes: one,
    args: noArgs,
  })),
  { method: 'log1p', function: functional.log1p, shapes: one, args: noArgs, positive: true },
  { method: 'leakyRelu', variant: 'a slope', function: functional.leakyRelu, shapes: one, args: () => [0.3] },
  { method: 'elu', variant: 'an alpha', function: functional.elu, shapes: one, args: () => [0.7] },
  { method: 'clamp', function: functional.clamp, shapes: one, args: () => [{ min: -0.9, max: 1.2 }] },
  { method: 'clamp', variant: 'one bound', function: functional.clamp, shapes: one, args: () => [{ max: 0.6 }] },
  { method: 'greaterEqual', function: functional.greaterEqual, shapes: broadcastTwo, args: other },
  { method: 'lessEqual', function: functional.lessEqual, shapes: broadcastTwo, args: other },
  { method: 'variance', function: functional.variance, shapes: several, args: noArgs },
  {
    method: 'variance',
    variant: 'last axis, mean squared deviation',
    function: functional.variance,
    shapes: rows,
    args: () => [-1, { correction: 0, keepDim: true }],
  },
  { method: 'std', function: functional.std, shapes: several, args: () => [0] },
  { method: 'norm', function: functional.norm, shapes: one, args: noArgs },
  { method: 'norm', variant: 'last axis', function: functional.norm, shapes: rows, args: () => [-1] },
  { method: 'logSumExp', function: functional.logSumExp, shapes: one, args: noArgs },
  {
    method: 'logSumExp',
    variant: 'first axis, kept',
    function: functional.logSumExp,
    shapes: rows,
    args: () => [0, { keepDim: true }],
  },
  { method: 'cumsum', function: functional.cumsum, shapes: rows, args: noArgs },
  { method: 'cumsum', variant: 'first axis', function: functional.cumsum, shapes: rows, args: () => [0] },
  { method: 'squeeze', function: functional.squeeze, shapes: one, args: noArgs },
  { method: 'unsqueeze', function: functional.unsqueeze, shapes: one, args: () => [-1] },
  { method: 'flatten', function: functional.flatten, shapes: one, args: noArgs },
  { method: 'flatten', variant: 'first axes', function: functional.flatten, shapes: rows, args: () => [0, 0] },
  { method: 'mse', function: functional.mse, shapes: sameTwo, args: other },
  {
    method: 'mse',
    variant: 'not reduced',
    function: functional.mse,
    shapes: sameTwo,
    args: ([, y]) => [y, { reduction: 'none' }],
  },
  { method: 'binaryCrossEntropy', function: functional.binaryCrossEntropy, shapes: sameTwo, args: other },
  {
    method: 'crossEntropy',
    variant: 'function',
    function: functional.crossEntropy,
    shapes: rows,
    args: ([x]) => [targets(x)],
  },
  {
    method: 'crossEntropy',
    variant: 'label smoothing and weights',
    function: functional.crossEntropy,
    shapes: rows,
    args: ([x]) => [targets(x), { labelSmoothing: 0.2, weights: Array.from({ length: last(x) }, (_, i) => 1 + i / 2) }],
  },
  {
    method: 'crossEntropy',
    variant: 'ignored targets, summed',
    function: functional.crossEntropy,
    shapes: rows,
    args: ([x]) => [targets(x).map((target, i) => (i === 1 ? -100 : target)), { ignoreIndex: -100, reduction: 'sum' }],
  },
  { method: 'gather', function: functional.gather, shapes: rows, args: ([x]) => [0, nestedIndices(x)] },
  {
    method: 'scatterAdd',
    function: functional.scatterAdd,
    shapes: sameTwo,
    args: ([x, y]) => [0, nestedIndices(x), y],
  },
  {
    method: 'split',
    function: (x: Tensor) => Tensor.concat(functional.split(x, 2).reverse()),
    shapes: rows,
    args: noArgs,
  },
  { method: 'topK', function: (x: Tensor) => functional.topK(x, 1).values, shapes: rows, args: noArgs, reads: true },
  { method: 'sort', function: (x: Tensor) => functional.sort(x).values, shapes: rows, args: noArgs, reads: true },
];

/** Sums over the axes along which a shape was broadcast. */
function sumTo(shape: Shape, x: Tensor): Tensor {
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < extra || shape[axis - extra] !== size ? [axis] : []));
  return axes.length === 0 ? x : x.sum(axes).reshape(shape);
}

/** The name of a case: `add`, or `add (a number)`. */
export function title({ method, variant }: Operation): string {
  return variant === undefined ? method : `${method} (${variant})`;
}

/** Runs the operation; with `definition`, the definition in Tensor even if the engine overrides it. */
export function run(operation: Operation, inputs: readonly Tensor[], definition = false): Tensor {
  const { method } = operation;
  const args = operation.args(inputs);
  if (operation.function) return Reflect.apply(operation.function as AnyFunction, undefined, [inputs[0], ...args]);
  if (operation.static) return Reflect.apply(functionOf(Tensor, method), Tensor, [inputs, ...args]);
  return Reflect.apply(functionOf(definition ? Tensor.prototype : inputs[0], method), inputs[0], args);
}

type AnyFunction = (...args: readonly unknown[]) => Tensor;

function functionOf(owner: object, method: string): AnyFunction {
  return Reflect.get(owner, method) as AnyFunction;
}

/** The inputs of a case, as parameters: different float32 numbers in random order, at least 0.02 from 0 and each other. */
export function inputsFor(operation: Operation, engine: Engine, seed: number): Tensor[] {
  const integer = integersFrom(seed);
  const shapes = operation.shapes(integer);
  const count = shapes.reduce((n, shape) => n + sizeOf(shape), 0);
  const ranks = Array.from({ length: Math.max(128, count) }, (_, i) => i);
  const middle = Math.floor(ranks.length / 2) - 0.5;
  const drawn = () => ranks.splice(integer(0, ranks.length - 1), 1)[0];
  return shapes.map((shape) => {
    const numbers = Array.from({ length: sizeOf(shape) }, () => {
      const rank = drawn();
      return Math.fround(operation.positive ? 0.2 + rank * 0.023 : (rank - middle) * 0.047);
    });
    return engine.parameter(numbers, shape);
  });
}

/**
 * Random integers from a seed, the same on every machine.
 *
 * @see https://doi.org/10.18637/jss.v008.i14, the generator xorshift32
 */
function integersFrom(seed: number): Integers {
  let state = (seed + 1) * 0x9e3779b9;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 8; i++) next(); // so that nearby seeds draw different numbers
  return (min, max) => min + (next() % (max - min + 1));
}

function countingStream(): { random(): number } {
  let n = 0;
  return { random: () => (n++ * 0.37) % 1 };
}
