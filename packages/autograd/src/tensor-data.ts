import { formatShape, sameShape, ShapeError, sizeOf, type Shape } from './shape.ts';
import type { FloatArray, Tensor } from './tensor.ts';

/** The numbers of a tensor as plain data, to keep, compare, or load elsewhere. */
export interface TensorData {
  readonly shape: Shape;
  /** In row-major order. */
  readonly data: FloatArray | readonly number[];
}

/** A copy of a tensor's numbers as plain data. */
export function toData(tensor: Tensor): TensorData {
  return { shape: [...tensor.shape], data: tensor.toFlat() };
}

/**
 * Checks data before it is loaded into a tensor of the shape.
 *
 * @param label what the message begins with
 * @throws RangeError if the shape or the number of numbers differs, or a number is not finite
 */
export function checkData(label: string, saved: TensorData | null | undefined, expected: Shape): void {
  const { shape, data }: Partial<TensorData> = saved ?? {};
  if (!Array.isArray(shape) || typeof data?.length !== 'number') {
    throw new TypeError(`${label} is not { shape, data }; for JSON, save each data as Array.from(data)`);
  }
  if (!sameShape(shape, expected)) {
    throw new ShapeError(`${label} is ${formatShape(expected)} here but ${formatShape(shape)} in the state`);
  }
  if (data.length !== sizeOf(expected)) {
    throw new ShapeError(`${label} has ${data.length} numbers in the state, its shape needs ${sizeOf(expected)}`);
  }
  const bad = Array.prototype.findIndex.call(data, (x: unknown) => !Number.isFinite(x));
  if (bad !== -1) throw new RangeError(`${label} holds ${String(data[bad])} at place ${bad}; it must be finite`);
}
