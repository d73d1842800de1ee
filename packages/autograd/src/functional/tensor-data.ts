import { checkKind, isArrayLike, show } from '../arguments.ts';
import type { FloatArray } from '../shape/numbers.ts';
import { checkLength, checkSameShape, type Shape } from '../shape/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The numbers of a tensor as plain data, to save, compare, or load elsewhere. */
export interface TensorData {
  readonly shape: Shape;
  /** The numbers in row-major order. */
  readonly data: FloatArray | readonly number[];
}

/**
 * A copy of a tensor's numbers as plain data.
 *
 * `JSON.stringify` writes the typed array as a plain array, which can be loaded.
 */
export function toData(tensor: Tensor): TensorData {
  const data = tensor.toFlat();
  Object.defineProperty(data, 'toJSON', { value: () => Array.from(data) });
  return { shape: [...tensor.shape], data };
}

/**
 * Checks data before it is loaded into this tensor, or into one of the same shape and engine.
 *
 * @param label the beginning of the error message
 * @throws TypeError if the data is not `{ shape, data }`
 * @throws RangeError if the shape or the number of elements differs, or an element is not finite in the engine's dtype;
 *   a constant may hold infinity and NaN, as masks do
 */
export function checkData(label: string, saved: TensorData | null | undefined, tensor: Tensor): void {
  const { shape, data }: Partial<TensorData> = saved ?? {};
  checkKind(label, '{ shape, data }', saved, Array.isArray(shape) && data !== undefined);
  checkKind(label, 'an array for data (after JSON: Object.values(data))', data, isArrayLike(data));
  checkSameShape(label, tensor.shape, shape);
  checkLength(label, data.length, shape);
  checkNumbers(label, data, tensor);
}

/**
 * Checks numbers before they are loaded into this tensor, or into one of the same kind and engine.
 *
 * @param label the beginning of the error message
 * @param start the index of the first number in the whole data, if these are a part of it; default 0
 * @throws RangeError if a number is not finite in the engine's dtype; a constant may hold infinity and NaN, as masks do
 */
export function checkNumbers(label: string, data: ArrayLike<unknown>, tensor: Tensor, start = 0): void {
  const { dtype } = tensor.engine;
  const rounded = dtype === 'float32' ? Math.fround : Number;
  if ((data instanceof Float64Array || data instanceof Float32Array) && areFinite(data, rounded)) return; // millions of numbers, in one pass
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (typeof x === 'number' && (Number.isFinite(x) ? Number.isFinite(rounded(x)) : !tensor.isParameter)) continue;
    const where = Number.isFinite(x) ? ` in ${dtype}` : '';
    throw new RangeError(`${label} holds ${show(x)} at index ${start + i}; it must be finite${where}`);
  }
}

/** Whether all numbers are finite: 0 times infinity or NaN is NaN. */
function areFinite(data: FloatArray, rounded: (x: number) => number): boolean {
  let zero = 0;
  const { length } = data;
  for (let i = 0; i < length; i++) zero += rounded(data[i]) * 0;
  return zero === 0;
}
