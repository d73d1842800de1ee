import { dtypes, type DType, type TensorArray } from './dtypes.ts';
import { halfToFloat, halves } from './half.ts';

/** The numbers that the bytes of a tensor hold: a view of them if its type allows that at their place, else a copy. */
export function toTensorArray(dtype: DType, bytes: Uint8Array): TensorArray {
  const { size, array } = dtypes[dtype];
  const { buffer, byteOffset } = byteOffsetFits(bytes, size) ? bytes : new Uint8Array(bytes);
  return new array(buffer as ArrayBuffer, byteOffset, bytes.length / size);
}

/** The numbers of a tensor, converted to the type of `to`, which is filled and returned. */
export function toFloats<T extends Float32Array | Float64Array>(dtype: DType, data: TensorArray, to: T): T {
  const half = halves[dtype];
  if (half !== undefined) halfToFloat(half, data as Uint16Array, to);
  else if (data instanceof BigInt64Array) for (let i = 0; i < to.length; i++) to[i] = Number(data[i]);
  else to.set(data);
  return to;
}

function byteOffsetFits(bytes: Uint8Array, size: number): boolean {
  return bytes.byteOffset % size === 0;
}
