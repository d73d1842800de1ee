import { wrong } from './errors.ts';

/** The type of a tensor's numbers, as the format spells it. */
export type DType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** The arrays that hold the numbers of each dtype. */
export const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const satisfies Record<DType, unknown>;

/** The numbers of a tensor in row-major order: the bits of F16 and BF16 in a Uint16Array, BOOL as 0 or 1 in a Uint8Array. */
export type TensorArray =
  Float64Array | Float32Array | Uint16Array | BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/**
 * Checks a dtype and a shape, and returns how many bytes the numbers have.
 *
 * @param tensor the tensor as errors name it
 * @throws RangeError if the dtype is unknown, a size is not an integer ≥ 0, or their product exceeds 2⁵³ − 1 bytes
 */
export function byteCount(operation: string, tensor: string, dtype: unknown, shape: unknown): number {
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype)) {
    throw wrong(operation, `dtype of ${tensor}`, `one of ${Object.keys(arrays).join(', ')}`, dtype);
  }
  let bytes: number = arrays[dtype as DType].BYTES_PER_ELEMENT;
  if (Array.isArray(shape) && [...(shape as unknown[])].every((size) => isCount(size) && isCount((bytes *= size))))
    return bytes;
  throw wrong(operation, `shape of ${tensor}`, 'integers ≥ 0 with a product below 2^53', shape);
}

/** Whether x is an integer from 0 to 2⁵³ − 1. */
export function isCount(x: unknown): x is number {
  return Number.isSafeInteger(x) && (x as number) >= 0;
}

/** The numbers that bytes hold: a view if their place in memory allows that, else a copy. */
export function toTensorArray(dtype: DType, bytes: Uint8Array): TensorArray {
  const array = arrays[dtype];
  const { buffer, byteOffset, length } = bytes.byteOffset % array.BYTES_PER_ELEMENT ? new Uint8Array(bytes) : bytes;
  return new array(buffer as ArrayBuffer, byteOffset, length / array.BYTES_PER_ELEMENT);
}
