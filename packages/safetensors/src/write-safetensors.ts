import { checkCount, checkLittleEndian } from './arguments.ts';
import type { TensorArray } from './dtypes.ts';
import { type Layout, layOut, type Named, toTensorBytes } from './layout.ts';
import type { TensorData } from './read-safetensors.ts';

/** The options of `writeSafetensors` and `streamSafetensors`. */
export interface WriteOptions {
  /** Texts to save with the tensors, by key; default none. */
  readonly metadata?: Named<string>;
}

/** A tensor to write, whose numbers may be made when it is written. */
export interface StreamedTensor extends Omit<TensorData, 'data'> {
  /** The numbers in row-major order, or a function that returns them, which is called once. */
  readonly data: TensorArray | (() => TensorArray | Promise<TensorArray>);
}

/**
 * A file of the tensors, in memory. The numbers of F16 and BF16 may be their bits in a Uint16Array, or a Float32Array or
 * Float64Array, which is rounded to the nearest, ties to even.
 *
 * The header has the order given. The numbers stand in the order of their size, so that each can be read as a view.
 *
 * @throws RangeError if a shape, a name or a length is not possible, or a name comes twice
 * @throws TypeError if an array is not that of its dtype
 */
export function writeSafetensors(tensors: Named<TensorData>, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const operation = 'writeSafetensors';
  checkCount(operation, arguments.length, 2);
  checkLittleEndian(operation);
  const { header, places, size } = layOut(operation, tensors, options);
  const file = new Uint8Array(size);
  file.set(header);
  let place = header.length;
  for (const tensor of places) {
    const bytes = toTensorBytes(operation, tensor, tensor.data);
    file.set(bytes, place);
    place += bytes.length;
  }
  return file;
}

/**
 * A file of the tensors as chunks: the header, then each tensor. `data` may be a function, which is called when its tensor
 * is written, so that only one is in memory at a time. A chunk may be a view of `data`: use it before you take the next.
 *
 * @throws RangeError and TypeError as `writeSafetensors`, those about `data` when its tensor is written
 */
export function streamSafetensors(
  tensors: Named<StreamedTensor>,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const operation = 'streamSafetensors';
  checkCount(operation, arguments.length, 2);
  checkLittleEndian(operation);
  return chunks(operation, layOut(operation, tensors, options));
}

async function* chunks(
  operation: string,
  { header, places }: Layout<StreamedTensor>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  yield header;
  for (const tensor of places) {
    const { data } = tensor;
    const bytes = toTensorBytes(operation, tensor, typeof data === 'function' ? await data() : data);
    if (bytes.length > 0) yield bytes;
  }
}
