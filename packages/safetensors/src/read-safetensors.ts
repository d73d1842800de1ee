import { toBytes } from './byte-source.ts';
import { type DType, type TensorArray, toTensorArray } from './dtypes.ts';
import { parseHeader } from './header.ts';

/** A tensor in memory. */
export interface TensorData {
  readonly dtype: DType;
  /** The sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** The numbers in row-major order. */
  readonly data: TensorArray;
}

/** A whole file in memory. */
export interface Safetensors {
  /** Texts that the writer of the file added, by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The tensors by name, in the header's order. */
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/**
 * Reads a file that is in memory. The arrays are views of the bytes where their alignment allows it, otherwise copies.
 *
 * @throws RangeError if the file is not valid
 * @throws TypeError if it is not bytes
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const operation = 'readSafetensors';
  const file = toBytes(operation, bytes);
  const { metadata, tensors } = parseHeader(operation, file, file.length);
  const loaded = new Map<string, TensorData>();
  for (const [name, { dtype, shape, start, end }] of tensors) {
    loaded.set(name, { dtype, shape, data: toTensorArray(dtype, file.subarray(start, end)) });
  }
  return { metadata, tensors: loaded };
}
