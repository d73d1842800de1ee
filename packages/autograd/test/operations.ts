// The table of operations: one row each, from which the tests take inputs, shapes and arguments.

import fc from 'fast-check';
import { Tensor, type Engine, type Shape } from '../src/index.ts';

/** An operation to test: on which shapes it runs, and how it is called. */
export interface Operation {
  readonly method: string;
  readonly shapes: fc.Arbitrary<readonly Shape[]>;
  /** What is passed besides the first input. */
  readonly args: (inputs: readonly Tensor[]) => readonly unknown[];
  /** Whether the inputs must be above 0. */
  readonly positive?: boolean;
  /** The input that only steers the operation and gets no gradient. */
  readonly untracked?: number;
  /** Whether it is called on the class with all inputs. */
  readonly static?: boolean;
  /** What tells this row from others of the same method. */
  readonly variant?: string;
}

const size = fc.integer({ min: 1, max: 4 });
const anyShape = fc.array(size, { minLength: 0, maxLength: 3 });
const nonScalar = fc.array(size, { minLength: 1, maxLength: 3 });
const one = anyShape.map((shape) => [shape]);
const rows = nonScalar.map((shape) => [shape]);
const sameTwo = nonScalar.map((shape) => [shape, shape]);

/** Two shapes that broadcast: some axes of each shrunk to 1, some leading ones dropped. */
const broadcastTwo = fc
  .tuple(anyShape, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.nat(3), fc.boolean())
  .map(([shape, shrink, drop, swap]) => {
    const a = shape.map((n, i) => (shrink[i] ? 1 : n));
    const b = shape.map((n, i) => (shrink[i + 3] ? 1 : n)).slice(Math.min(drop, shape.length));
    return swap ? [b, a] : [a, b];
  });

const matrices = fc.tuple(size, size, size, fc.integer({ min: 0, max: 3 })).map(
  ([n, k, m, batch]) =>
    [
      [
        [n, k],
        [k, m],
      ],
      [
        [2, n, k],
        [2, k, m],
      ],
      [
        [3, 1, n, k],
        [2, k, m],
      ],
      [
        [n, k],
        [2, k, m],
      ],
    ][batch],
);

const noArgs = () => [];
const other = (inputs: readonly Tensor[]) => [inputs[1]];
const last = (x: Tensor) => x.shape.at(-1) ?? 1;
const rowCount = (x: Tensor) => x.shape.slice(0, -1).reduce((a, b) => a * b, 1);
const targets = (x: Tensor) => Array.from({ length: rowCount(x) }, (_, row) => (row * 7 + 1) % last(x));

const unaryRows = 'neg exp sin cos tanh sigmoid relu silu gelu geluTanh abs'.split(' ');
const binaryRows = 'add sub mul maximum minimum greater less equal'.split(' ');

/** Three documents packed: (N, C) queries; keys of longer documents where a cache is imitated. */
const attention = fc
  .tuple(
    fc.array(size, { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([lengths, past, cached]) => ({ lengths, keyLengths: lengths.map((n, d) => n + (cached ? past[d] : 0)) }));
const attentionCases = attention.map(({ lengths, keyLengths }) => {
  const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  // Shapes carry the lengths to args: the last "input" is of shape [..lengths, ..keyLengths] and takes no part.
  return [
    [total(lengths), 4],
    [total(keyLengths), 4],
    [total(keyLengths), 4],
    [...lengths, ...keyLengths],
  ];
});

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
  { method: 'matmul', shapes: matrices, args: other },
  { method: 'linear', shapes: fc.tuple(nonScalar, size).map(([x, out]) => [x, [out, x.at(-1) ?? 1]]), args: other },
  {
    method: 'linear',
    variant: 'bias',
    shapes: fc.tuple(nonScalar, size).map(([x, out]) => [x, [out, x.at(-1) ?? 1], [out]]),
    args: ([, w, b]) => [w, b],
  },
  { method: 'reshape', shapes: one, args: () => [[-1, 1]] },
  { method: 'transpose', shapes: fc.array(size, { minLength: 2, maxLength: 4 }).map((s) => [s]), args: noArgs },
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
    shapes: broadcastTwo.map(([a, b]) => [a, b, a]),
    args: ([, condition, y]) => [condition.detach().greater(0), y],
    untracked: 1,
  },
  { method: 'where', variant: 'a number', shapes: one, args: ([x]) => [x.detach().greater(0), 5] },
  { method: 'softmax', shapes: rows, args: noArgs },
  { method: 'logSoftmax', shapes: rows, args: noArgs },
  { method: 'rmsNorm', shapes: rows, args: noArgs },
  { method: 'layerNorm', shapes: rows, args: () => [1e-2] },
  { method: 'dropout', shapes: rows, args: () => [0.4, countingStream()] },
  { method: 'crossEntropy', shapes: rows, args: ([x]) => [targets(x)] },
  {
    method: 'causalAttention',
    shapes: attentionCases,
    untracked: 3,
    args: ([, k, v, lengths]) => {
      const documents = lengths.shape.length / 2;
      return [
        k,
        v,
        { heads: 2, lengths: lengths.shape.slice(0, documents), keyLengths: lengths.shape.slice(documents) },
      ];
    },
  },
  {
    method: 'causalAttention',
    variant: 'room between documents',
    shapes: fc.constant([
      [4, 4],
      [9, 4],
      [9, 4],
    ]),
    args: ([, k, v]) => [k, v, { heads: 2, lengths: [3, 1], keyLengths: [3, 4], keyStarts: [1, 5] }],
  },
];

/** Sums over the axes that a shape was broadcast along. */
function sumTo(shape: Shape, x: Tensor): Tensor {
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < extra || shape[axis - extra] !== size ? [axis] : []));
  return axes.length === 0 ? x : x.sum(axes).reshape(shape);
}

/** Public members of `Tensor` that are not operations with their own value and gradient. */
export const otherMembers = [
  'brand shape requiresGrad isParameter hasGrad hasFiniteGrad isGradBelow grad',
  'attentionWeights', // a list; causalAttention is made of it
  'argmax detach dispose backward zeroGrad assign assignRows fusedUpdate sumSquaresOfGrad scaleGrad toFlat read item toArray toString',
].flatMap((line) => line.split(' '));

/** Members of `Tensor` with their own tests. */
export const notOperations = [
  'freeze',
  ...otherMembers,
  ...[
    'constructor engine',
    'view join gather scatter maxRows first', // used by transpose slice broadcastTo, concat stack, take pick, assignRows, item
  ].flatMap((line) => line.split(' ')),
];

/** `add`, or `add (a number)` */
export function title({ method, variant }: Operation): string {
  return variant === undefined ? method : `${method} (${variant})`;
}

/** Runs the operation; with `definition` the one in Tensor, whatever the engine overrides. */
export function run(operation: Operation, inputs: readonly Tensor[], { definition = false } = {}): Tensor {
  const { method } = operation;
  const args = operation.args(inputs);
  if (operation.static) return Reflect.apply(functionOf(Tensor, method), Tensor, [inputs, ...args]);
  return Reflect.apply(functionOf(definition ? Tensor.prototype : inputs[0], method), inputs[0], args);
}

function functionOf(owner: object, method: string): (...args: readonly unknown[]) => Tensor {
  return Reflect.get(owner, method) as (...args: readonly unknown[]) => Tensor;
}

/** Parameters of the shapes: different float32 numbers in random order, none within 0.02 of 0 or of each other. */
export function inputsFor(
  engine: Engine,
  shapes: readonly Shape[],
  order: readonly number[],
  positive: boolean,
): Tensor[] {
  let next = 0;
  return shapes.map((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const numbers = Array.from({ length }, () => {
      const rank = order[next++ % order.length];
      return Math.fround(positive ? 0.2 + rank * 0.023 : (rank - order.length / 2 + 0.5) * 0.047);
    });
    return engine.parameter(numbers, shape);
  });
}

/** Random orders for {@link inputsFor}, long enough for every operation here. */
export const orders = fc.shuffledSubarray(
  Array.from({ length: 128 }, (_, i) => i),
  { minLength: 128, maxLength: 128 },
);

function countingStream(): { random(): number } {
  let n = 0;
  return { random: () => (n++ * 0.37) % 1 };
}
