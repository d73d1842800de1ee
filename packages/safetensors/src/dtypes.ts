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
 * Checks a dtype and a shape, and returns how many bytes the numbers take.
 *
 * @param tensor the tensor as errors name it
 * @throws RangeError if the dtype is unknown, a size is not an integer ≥ 0, or their product exceeds 2⁵³ − 1 bytes
 */
export function byteCount(
  operation: string,
  tensor: string,
  { dtype, shape }: { readonly dtype?: unknown; readonly shape?: unknown },
): number {
  const dtypes = Object.keys(arrays);
  if (!dtypes.includes(dtype as string)) throw wrong(operation, `dtype of ${tensor}`, `one of ${dtypes.join()}`, dtype);
  let bytes: number = arrays[dtype as DType].BYTES_PER_ELEMENT;
  const isRight = Array.isArray(shape) && shape.every((size: number) => [size, (bytes *= size)].every(isCount));
  if (!isRight) throw wrong(operation, `shape of ${tensor}`, 'counts with a product below 2^53', shape);
  return bytes;
}

/** Whether x is an integer from 0 to 2⁵³ − 1. */
export function isCount(x: unknown): boolean {
  return Number.isSafeInteger(x) && (x as number) >= 0;
}

/** The bytes that an array holds, or a part of them, without a copy. */
export function bytesIn({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The numbers in the bytes: a view if their alignment allows it, otherwise a copy. */
export function toTensorArray(dtype: DType, bytes: Uint8Array): TensorArray {
  const array = arrays[dtype];
  const { buffer, byteOffset, length } = bytes.byteOffset % array.BYTES_PER_ELEMENT ? new Uint8Array(bytes) : bytes;
  return new array(buffer as ArrayBuffer, byteOffset, length / array.BYTES_PER_ELEMENT);
}
