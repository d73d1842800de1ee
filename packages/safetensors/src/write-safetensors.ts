import { checkCall } from './check-call.ts';
import { arrays, type TensorArray } from './dtypes.ts';
import { kindOf, show, wrong } from './errors.ts';
import { floatToHalf, fractionBits } from './half.ts';
import { tensorName } from './header.ts';
import { type Layout, layOut, type Named } from './layout.ts';
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
  checkCall(operation, arguments.length, 2);
  const layout = layOut(operation, tensors, options);
  const file = new Uint8Array(layout.size);
  file.set(layout.header);
  let place = layout.header.length;
  for (const placed of layout.tensors) {
    file.set(bytesOf(operation, placed, placed.tensor.data), place);
    place += placed.bytes;
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
  checkCall(operation, arguments.length, 2);
  const layout = layOut(operation, tensors, options); // now: a generator would wait until the first chunk is asked for
  return (async function* () {
    yield layout.header;
    for (const placed of layout.tensors) {
      const { data } = placed.tensor;
      const bytes = bytesOf(operation, placed, typeof data === 'function' ? await data() : data);
      if (placed.bytes > 0) yield bytes;
    }
  })();
}

/** Bytes of a tensor's numbers, a view of them where no conversion is needed. */
function bytesOf(
  operation: string,
  { name, tensor: { dtype, shape }, bytes }: Layout<Pick<TensorData, 'dtype' | 'shape'>>['tensors'][number],
  data: TensorArray,
): Uint8Array<ArrayBuffer> {
  const what = `data of ${tensorName(name)}`;
  const fraction = fractionBits[dtype];
  const kind = kindOf(data);
  const isFloats = fraction && /^Float(32|64)Array$/.test(kind);
  const { name: expected } = arrays[dtype];
  if (!isFloats && kind !== expected) {
    throw wrong(operation, what, `a ${expected}${fraction ? ' or floats' : ''}`, kind, TypeError);
  }
  const array = isFloats ? floatToHalf(fraction, data as Float32Array) : data;
  if (array.byteLength !== bytes) {
    throw wrong(operation, `length of ${what}`, `the product of its shape ${show(shape)}`, array.length);
  }
  const view = new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, bytes);
  return kindOf(view.buffer) === 'ArrayBuffer' ? view : new Uint8Array(view); // a Blob takes no shared memory
}
