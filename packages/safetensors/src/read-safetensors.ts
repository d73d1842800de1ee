import { checkCount, checkLittleEndian } from './arguments.ts';
import { toBytes } from './byte-source.ts';
import type { DType, TensorArray } from './dtypes.ts';
import { headerLength, LENGTH_BYTES, parseHeader } from './header.ts';
import { toTensorArray } from './tensor-array.ts';

/** A tensor in memory. */
export interface TensorData {
  readonly dtype: DType;
  /** Sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** The numbers in row-major order. */
  readonly data: TensorArray;
}

/** A whole file in memory. */
export interface Safetensors {
  /** Texts that the writer of the file added, by key. */
  readonly metadata: Map<string, string>;
  /** The tensors by name, in the header's order. */
  readonly tensors: Map<string, TensorData>;
}

/**
 * Reads a file that is in memory. The arrays are views of the bytes where their places allow it, else copies.
 *
 * @throws RangeError if the file is not valid
 * @throws TypeError if bytes is not a Uint8Array or an ArrayBuffer
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const operation = 'readSafetensors';
  checkCount(operation, arguments.length, 1);
  checkLittleEndian(operation);
  const file = toBytes(operation, bytes);
  const end = LENGTH_BYTES + headerLength(operation, file, file.length);
  const { metadata, tensors } = parseHeader(operation, file.subarray(LENGTH_BYTES, end), file.length);
  const read = Array.from(tensors, ([name, { dtype, shape, start, end }]): [string, TensorData] => [
    name,
    { dtype, shape, data: toTensorArray(dtype, file.subarray(start, end)) },
  ]);
  return { metadata: new Map(metadata), tensors: new Map(read) };
}
