// Checks of the arguments of tensor operations.

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

/** The part of a tensor that checks read. `Tensor` implements it; importing that class would make a cycle. */
export interface Operand {
  readonly brand: string;
  readonly engine: { readonly name: string };
  readonly shape: Shape;
  readonly requiresGrad: boolean;
  readonly children: readonly unknown[];
  readonly op: string;
}

/** The brand of a tensor; unlike the class, it is the same in every copy of this package. */
export const BRAND = '@microgpt/autograd/Tensor';

/** Whether x is a tensor, also from another copy of this package. */
export function isOperand(x: unknown): x is Operand {
  return (x as { brand?: unknown } | null | undefined)?.brand === BRAND;
}

/** The remedy if an axis is passed to an operation along the last axis. */
export const LAST_AXIS = 'it works along the last axis; transpose first';

/** @throws TypeError unless the other operand is a tensor of the same engine, and so of the same class */
export function checkEngine<T extends Operand>(op: string, { engine }: T, other: unknown): asserts other is T {
  if ((other as { engine?: unknown } | null | undefined)?.engine === engine) return;
  checkKind(op, 'a Tensor (engine.tensor makes one)', other, isOperand(other));
  const { name } = other.engine;
  const remedy = name === engine.name ? 'call createWasm() once, in one copy of this package' : 'create both on one';
  throw new TypeError(`${op}: operands are on different engines (${engine.name}, ${name}); ${remedy}`);
}

/** The other operand, checked. */
export function operand<T extends Operand>(op: string, x: T, other: Operand): T {
  checkEngine(op, x, other);
  return other;
}

/** The other operand, checked to have the same engine and shape. */
export function matching<T extends Operand>(op: string, x: T, other: Operand): T {
  checkEngine(op, x, other);
  checkSameShape(op, x.shape, other.shape);
  return other;
}

/** @throws TypeError unless it is a row like those in elementwise.ts, with no more arguments than it takes */
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
    throw new Error(`${op}: this tensor is the result of ${x.op}; overwrite a parameter or a constant`);
  }
}

/** @throws ShapeError unless the tensor holds a single number */
export function checkSingle(op: string, { shape }: Operand, remedy: string): void {
  if (sizeOf(shape) !== 1) {
    throw new ShapeError(`${op}: expected a single number, got shape ${formatShape(shape)}; ${remedy}`);
  }
}

/** @throws Error unless the tensor holds a single number and was computed from a parameter */
export function checkBackward(x: Operand, count: number): void {
  checkCount('backward', count, 0);
  checkSingle('backward', x, 'use sum() or mean()');
  if (!x.requiresGrad && !nonDifferentiable.has(x)) {
    throw new Error('backward: this was computed in noGrad or from constants only; use engine.parameter(…)');
  }
}

/** A copy of the indices, one for each row along the last axis, checked. */
export function checkedRowIndices(
  op: string,
  { shape }: Operand,
  indices: ArrayLike<number>,
  noun?: string,
): readonly number[] {
  const width = shape.at(-1);
  if (width === undefined) throw new ShapeError(`${op}: a single number has no rows`);
  return checkedIndices(op, indices, width, noun, sizeOf(shape) / width);
}

/** A copy of the targets of a cross-entropy, checked. */
export function checkedTargets(x: Operand, targets: ArrayLike<number>, count: number): readonly number[] {
  checkCount('crossEntropy', count, 1);
  return checkedRowIndices('crossEntropy', x, targets, 'targets');
}

/** The weight of a linear layer, checked. */
export function checkedWeight<T extends Operand>(x: T, weight: Operand, bias: Operand | undefined, count: number): T {
  checkCount('linear', count, 2);
  const w = operand('linear', x, weight);
  if (w.shape.length !== 2 || x.shape.at(-1) !== w.shape[1]) {
    throw new ShapeError(
      `linear: expected input (…, in) and weight (out, in), got ${formatShape(x.shape)} and ${formatShape(w.shape)}`,
    );
  }
  if (bias !== undefined) {
    checkEngine('linear', x, bias);
    checkSameShape('linear: bias', [w.shape[0]], bias.shape);
  }
  return w;
}

/** @throws TypeError unless eps is a non-negative number and the only argument */
export function checkEps(op: string, eps: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'a non-negative eps', eps, typeof eps === 'number' && eps >= 0);
}

/** @throws TypeError unless x is a number and the only argument */
export function checkNumber(op: string, x: number, count: number): void {
  checkCount(op, count, 1);
  checkKind(op, 'a number', x, typeof x === 'number');
}

/** Results computed from parameters, but only by comparisons: `backward` is allowed, and reaches no parameter. */
const nonDifferentiable = new WeakSet<Operand>();

/** Marks a result that passes no gradient, if it was computed from a parameter. */
export function markNonDifferentiable(result: Operand, operands: readonly Operand[]): void {
  if (isRecording() && operands.some((operand) => operand.requiresGrad || nonDifferentiable.has(operand)))
    nonDifferentiable.add(result);
}
