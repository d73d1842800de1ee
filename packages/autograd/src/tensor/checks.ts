// Checks of what tensors and their operations are given.

import { checkCount, checkKind } from '../arguments.ts';
import { isRecording } from '../graph/no-grad.ts';
import { flatten, type Numbers } from '../shape/numbers.ts';
import {
  checkedIndices,
  checkLength,
  checkSameShape,
  formatShape,
  ShapeError,
  sizeOf,
  type Shape,
} from '../shape/shape.ts';
import type { Binary, Unary } from '../value/elementwise.ts';

/** What the checks read of a tensor. `Tensor` satisfies it; importing that would close a circle. */
export interface Operand {
  readonly brand: string;
  readonly engine: { readonly name: string };
  readonly shape: Shape;
  readonly requiresGrad: boolean;
  readonly children: readonly unknown[];
  readonly op: string;
}

/** The brand of a tensor; unlike a class it is the same in every copy of this package. */
export const BRAND = '@microgpt/autograd/Tensor';

/** Whether x is a tensor, also one of another copy of this package. */
export function isOperand(x: unknown): x is Operand {
  return (x as { brand?: unknown } | null | undefined)?.brand === BRAND;
}

/** The remedy if an axis is passed to an operation over the last axis. */
export const LAST_AXIS = 'it runs along the last axis; transpose first';

/** @throws TypeError unless the other operand is a tensor of the same engine, and so of the same class */
export function checkEngine<T extends Operand>(op: string, { engine }: T, other: unknown): asserts other is T {
  if ((other as { engine?: unknown } | null | undefined)?.engine === engine) return;
  checkKind(op, 'a Tensor (engine.tensor makes one)', other, isOperand(other));
  const { name } = other.engine;
  const isTwice = name === engine.name;
  const cause = isTwice ? '; call createWasm() once, in one copy of this package' : '';
  throw new TypeError(`${op}: operands live on different engines (${engine.name}, ${name})${cause}`);
}

/** The other operand, checked. */
export function operand<T extends Operand>(op: string, x: T, other: Operand): T {
  checkEngine(op, x, other);
  return other;
}

/** The other operand, checked, also for the same shape. */
export function matching<T extends Operand>(op: string, x: T, other: Operand): T {
  checkEngine(op, x, other);
  checkSameShape(op, x.shape, other.shape);
  return other;
}

/** @throws TypeError unless it is a row like those in elementwise.ts, with no surplus arguments */
export function checkRow(op: Unary | Binary, count: number, most: 0 | 1): void {
  const row = op as Partial<Unary & Binary> | undefined;
  if (most === 0) checkKind('map', '{ name, f, df }', op, typeof row?.df === 'function');
  else checkKind('zip', '{ name, f, da, db }', op, row?.db !== undefined);
  checkCount(op.name, count, most);
}

/** What to assign, checked: a tensor of the same shape, or flat numbers. */
export function assignable<T extends Operand>(x: Operand, source: T | Numbers, count: number): T | ArrayLike<number> {
  checkCount('assign', count, 1);
  checkOverwritable('assign', x);
  if (isOperand(source)) {
    checkSameShape('assign', x.shape, source.shape);
    return source;
  }
  const { flat, shape } = flatten('assign', source);
  if (shape.length > 1) checkSameShape('assign', x.shape, shape);
  checkLength('assign', flat.length, x.shape);
  return flat;
}

/** @throws Error for the result of an operation */
export function checkOverwritable(op: string, x: Operand): void {
  if (x.children.length > 0) {
    throw new Error(`${op}: this is the result of ${x.op}; overwrite parameters or constants`);
  }
}

/** @throws ShapeError unless the tensor holds a single number */
export function checkSingle(op: string, { shape }: Operand, remedy: string): void {
  if (sizeOf(shape) !== 1) {
    throw new ShapeError(`${op}: needs a single number, got shape ${formatShape(shape)}; ${remedy}`);
  }
}

/** @throws Error unless the tensor holds a single number and was made from a parameter */
export function checkBackward(x: Operand, count: number): void {
  checkCount('backward', count, 0);
  checkSingle('backward', x, 'use sum() or mean()');
  if (!x.requiresGrad && !severed.has(x)) {
    throw new Error(
      'backward: this was made in noGrad, or from constants only, such as gradients; use engine.parameter',
    );
  }
}

/** A copy of the indices, one for each row along the last axis, checked. */
export function checkedRowIndices(
  op: string,
  { shape }: Operand,
  indices: ArrayLike<number>,
  of?: string,
): readonly number[] {
  const width = shape.at(-1);
  if (width === undefined) throw new ShapeError(`${op}: a single number has no rows`);
  return checkedIndices(op, indices, width, of, sizeOf(shape) / width);
}

/** A copy of the targets of a cross-entropy, checked. */
export function checkedTargets(x: Operand, targets: ArrayLike<number>, count: number): readonly number[] {
  checkCount('crossEntropy', count, 1);
  return checkedRowIndices('crossEntropy', x, targets, 'targets');
}

/** The weight of a linear map, checked. */
export function checkedWeight<T extends Operand>(x: T, weight: Operand, bias: Operand | undefined, count: number): T {
  checkCount('linear', count, 2);
  const w = operand('linear', x, weight);
  if (w.shape.length !== 2 || x.shape.at(-1) !== w.shape[1]) {
    throw new ShapeError(
      `linear: expected input (…, in), weight (out, in), got ${formatShape(x.shape)}, ${formatShape(w.shape)}`,
    );
  }
  if (bias !== undefined) {
    checkEngine('linear', x, bias);
    checkSameShape('linear: bias', [w.shape[0]], bias.shape);
  }
  return w;
}

/** @throws TypeError unless a normalisation was given at most one number, which is not negative */
export function checkEps(op: string, eps: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'a non-negative eps', eps, typeof eps === 'number' && eps >= 0);
}

/** @throws TypeError unless an operation was given exactly one number */
export function checkNumber(op: string, x: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'a number', x, typeof x === 'number');
}

/** Results made from parameters through comparisons only: `backward` is allowed, and reaches no parameter. */
const severed = new WeakSet<Operand>();

/** If a result that passes no gradient was made from a parameter, remembers that. */
export function sever(result: Operand, operands: readonly Operand[]): void {
  if (isRecording() && operands.some((operand) => operand.requiresGrad || severed.has(operand))) severed.add(result);
}
