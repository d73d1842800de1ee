import { isArrayLike, show } from './arguments.ts';
import { formatShape, sameShape, ShapeError, sizeOf, type Shape } from './shape.ts';
import type { FloatArray, Tensor } from './tensor.ts';

/** The numbers of a tensor as plain data, to keep, compare, or load elsewhere. */
export interface TensorData {
  readonly shape: Shape;
  /** In row-major order. */
  readonly data: FloatArray | readonly number[];
}

/**
 * A copy of a tensor's numbers as plain data.
 *
 * `JSON.stringify` writes the typed array in it as an array, so that what was written can be loaded.
 */
export function toData(tensor: Tensor): TensorData {
  const data = tensor.toFlat();
  Object.defineProperty(data, 'toJSON', { value: () => Array.from(data) });
  return { shape: [...tensor.shape], data };
}

/**
 * Checks data before it is loaded into a tensor, or into another of its shape and engine.
 *
 * @param label what the message begins with
 * @throws TypeError if the data is not `{ shape, data }`
 * @throws RangeError if the shape or the number of numbers differs, or a number is not finite, or not on that engine; a
 *   constant may hold infinity and NaN, as masks do
 */
export function checkData(label: string, saved: TensorData | null | undefined, tensor: Tensor): void {
  const { shape, data }: Partial<TensorData> = saved ?? {};
  if (!Array.isArray(shape) || data === undefined) {
    throw new TypeError(`${label} must be { shape, data }, got ${show(saved)}`);
  }
  if (!isArrayLike(data)) {
    const remedy = 'where JSON made an object of a typed array, load Object.values(data)';
    throw new TypeError(`${label} needs an array for data, got ${show(data)}; ${remedy}`);
  }
  if (!sameShape(shape, tensor.shape)) {
    throw new ShapeError(`${label} is ${formatShape(tensor.shape)} here but ${formatShape(shape)} in the state`);
  }
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(`${label} has ${data.length} numbers in the state, its shape needs ${sizeOf(shape)}`);
  }
  const { name, dtype } = tensor.engine;
  const kept = dtype === 'float32' ? Math.fround : Number;
  for (let i = 0; i < data.length; i++) {
    const x: unknown = data[i];
    if (typeof x === 'number' && (Number.isFinite(x) ? Number.isFinite(kept(x)) : !tensor.isParameter)) continue;
    const where = Number.isFinite(x) ? ` in ${dtype}, in which ${name} keeps numbers` : '';
    throw new RangeError(`${label} holds ${show(x)} at place ${i}; it must be finite${where}`);
  }
}
