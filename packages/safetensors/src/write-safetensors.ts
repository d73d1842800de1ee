import { arrays, bytesIn, type TensorArray } from './dtypes.ts';
import { kindOf, wrong } from './errors.ts';
import { floatToHalf, fractionBits } from './half.ts';
import { tensorName } from './header.ts';
import { type Layout, layOut, type Named } from './layout.ts';
import type { TensorData } from './read-safetensors.ts';

/** The options of `writeSafetensors` and `streamSafetensors`. */
export interface WriteOptions {
  /** Texts to save with the tensors, by key; default none. */
  readonly metadata?: Named<string>;
}

/** The numbers of a tensor in one array, or in pieces that follow one another. */
export type TensorPieces = TensorArray | AsyncIterable<TensorArray>;

/** A tensor to write, whose numbers may be created when it is written. */
export interface StreamedTensor extends Omit<TensorData, 'data'> {
  /** The numbers in row-major order, or a function that returns them, at once or in pieces. It is called once. */
  readonly data: TensorArray | (() => TensorPieces | Promise<TensorPieces>);
}

/**
 * A file of the tensors, in memory. The numbers of F16 and BF16 may be their bits in a Uint16Array, or a Float32Array or
 * Float64Array, which is rounded to the nearest, ties to even.
 *
 * The header keeps the given order. The numbers are sorted by the size of their dtype, so that each tensor can be read
 * as a view.
 *
 * @throws RangeError if a shape, a name or a length is invalid, or there are duplicate names
 * @throws TypeError if an array does not have the type for its dtype
 */
export function writeSafetensors(tensors: Named<TensorData>, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const operation = 'writeSafetensors';
  const layout = layOut(operation, tensors, options);
  const file = new Uint8Array(layout.size);
  file.set(layout.header);
  let place = layout.header.length;
  for (const placed of layout.tensors) {
    const bytes = bytesOf(operation, placed, placed.tensor.data);
    checkLength(operation, placed, bytes.length);
    file.set(bytes, place);
    place += bytes.length;
  }
  return file;
}

/**
 * A file of the tensors as chunks: the header, then each tensor. `data` may be a function, which is called when its tensor
 * is written, so that only one is in memory at a time. If it is an async generator, not even
 * a whole tensor is: each piece of the numbers is a chunk. A chunk may be a view of `data`: use it before you take the
 * next.
 *
 * @throws RangeError and TypeError as `writeSafetensors`, those about `data` when its tensor is written
 */
export function streamSafetensors(
  tensors: Named<StreamedTensor>,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const operation = 'streamSafetensors';
  const layout = layOut(operation, tensors, options); // now: a generator would wait until the first chunk is requested
  return (async function* () {
    yield layout.header;
    for (const placed of layout.tensors) {
      const { data } = placed.tensor;
      const made = typeof data === 'function' ? await data() : data;
      let bytes = 0;
      for await (const piece of Symbol.asyncIterator in Object(made)
        ? (made as AsyncIterable<TensorArray>)
        : [made as TensorArray]) {
        const chunk = bytesOf(operation, placed, piece);
        bytes += chunk.length;
        if (bytes > placed.bytes) break;
        if (chunk.length > 0) yield chunk;
      }
      checkLength(operation, placed, bytes);
    }
  })();
}

type Placed = Layout<Pick<TensorData, 'dtype' | 'shape'>>['tensors'][number];

/** The bytes of numbers, a view of them if no conversion is needed. */
function bytesOf(operation: string, { name, tensor }: Placed, data: TensorArray): Uint8Array<ArrayBuffer> {
  const fraction = fractionBits[tensor.dtype];
  const kind = kindOf(data);
  const isFloats = fraction && kind.startsWith('Float');
  const { name: expected } = arrays[tensor.dtype];
  if (!isFloats && kind !== expected) {
    const what = `data of ${tensorName(name)}`;
    throw wrong(operation, what, `a ${expected}${fraction ? ' or floats' : ''}`, kind, TypeError);
  }
  const view = bytesIn(isFloats ? floatToHalf(fraction, data as Float32Array) : data);
  return kindOf(view.buffer) === 'ArrayBuffer' ? view : new Uint8Array(view); // a Blob does not accept shared memory
}

/** Checks that a tensor has as many bytes as its shape requires. */
function checkLength(operation: string, { name, bytes }: Placed, got: number): void {
  if (got !== bytes) throw wrong(operation, `data of ${tensorName(name)}`, `${bytes} bytes`, got);
}
