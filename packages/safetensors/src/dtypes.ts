/** The types of numbers that this package reads and writes, with the bytes of one number and the array that holds them. */
export const dtypes = {
  F64: { size: 8, array: Float64Array },
  F32: { size: 4, array: Float32Array },
  F16: { size: 2, array: Uint16Array },
  BF16: { size: 2, array: Uint16Array },
  I64: { size: 8, array: BigInt64Array },
  I32: { size: 4, array: Int32Array },
  I16: { size: 2, array: Int16Array },
  I8: { size: 1, array: Int8Array },
  U8: { size: 1, array: Uint8Array },
  BOOL: { size: 1, array: Uint8Array },
} as const;

/** The type of a tensor's numbers, as the format spells it. */
export type DType = keyof typeof dtypes;

/** The numbers of a tensor in row-major order. A Uint16Array holds the bits of F16 or BF16, a Uint8Array U8 or BOOL (0 or 1). */
export type TensorArray =
  Float64Array | Float32Array | Uint16Array | BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** The dtypes as a sentence lists them. */
export const knownDTypes = Object.keys(dtypes).join(', ');

/** Whether x is the name of a dtype that this package reads and writes. */
export function isDType(x: unknown): x is DType {
  return typeof x === 'string' && Object.hasOwn(dtypes, x);
}

/**
 * Bytes of a tensor: the product of its shape times the bytes of one number.
 *
 * @returns undefined if the product, taken from left to right, exceeds 2⁵³ − 1
 */
export function byteCount(dtype: DType, shape: readonly number[]): number | undefined {
  let bytes = dtypes[dtype].size;
  for (const size of shape) {
    bytes *= size;
    if (bytes > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return bytes;
}
