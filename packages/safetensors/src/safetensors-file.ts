import type { ByteSource } from './byte-source.ts';
import { checkCall } from './check-call.ts';
import { type DType, type TensorArray, toTensorArray } from './dtypes.ts';
import { wrong } from './errors.ts';
import { fractionBits, halfToFloat } from './half.ts';
import { headerEnd, LENGTH_BYTES, parseHeader, type TensorInfo } from './header.ts';

/** A file whose header has been read. Its tensors are read when you ask for them. */
export interface SafetensorsFile {
  /** Texts that the writer of the file added, by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What the header tells of each tensor, by name, in the header's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * Numbers of a tensor as the typed array of its dtype; F16 and BF16 as bits in a Uint16Array.
   *
   * The array is a view of the bytes that the source returned. So with `bytesSource` it shares the memory of the file.
   * If the place of the bytes in memory is not a multiple of the size of a number, it is a copy.
   *
   * @throws RangeError if there is no such tensor, or the source returns fewer bytes than it should
   */
  read(name: string): Promise<TensorArray>;
  /**
   * Numbers of a tensor as a new Float32Array: each rounded to the nearest float32, which is exact for F16, BF16, I16 and
   * smaller dtypes.
   *
   * @throws RangeError as `read`
   */
  readFloat32(name: string): Promise<Float32Array>;
  /**
   * Numbers of a tensor as a new Float64Array. All are exact, except that an I64 beyond ±2⁵³ is rounded to the nearest.
   *
   * @throws RangeError as `read`
   */
  readFloat64(name: string): Promise<Float64Array>;
}

/**
 * Reads and checks the header of a file, and none of its numbers.
 *
 * @param source where the bytes are: `bytesSource`, `blobSource`, `fileSource`, or your own
 * @throws RangeError if the file is not valid, or the source returns fewer bytes than it should
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const operation = 'openSafetensors';
  checkCall(operation, arguments.length);
  const { size } = source;
  const end = headerEnd(operation, await readExactly(operation, source, 0, Math.min(LENGTH_BYTES, size)), size);
  const header = parseHeader(operation, await readExactly(operation, source, LENGTH_BYTES, end), size);
  const read = async (method: string, name: string) => {
    const operation = `SafetensorsFile.${method}`;
    const info = header.tensors.get(name);
    if (!info) throw wrong(operation, 'the name', `one of the ${header.tensors.size} in tensors`, name);
    const data = toTensorArray(info.dtype, await readExactly(operation, source, info.start, info.end));
    return { dtype: info.dtype, data };
  };
  return {
    ...header,
    read: async (name) => (await read('read', name)).data,
    readFloat32: async (name) => toFloats(await read('readFloat32', name), Float32Array),
    readFloat64: async (name) => toFloats(await read('readFloat64', name), Float64Array),
  };
}

/** Numbers of any dtype as floats, in a new array. */
function toFloats<T extends Float32Array | Float64Array>(
  { dtype, data }: { readonly dtype: DType; readonly data: TensorArray },
  type: new (length: number) => T,
): T {
  const floats = new type(data.length);
  const fraction = fractionBits[dtype];
  if (fraction) halfToFloat(fraction, data as Uint16Array, floats);
  else for (let i = 0; i < floats.length; i++) floats[i] = Number(data[i]);
  return floats;
}

async function readExactly(operation: string, source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.length === end - start) return bytes;
  throw wrong(operation, `bytes that the source reads from ${start} to ${end}`, `${end - start}`, bytes.length);
}
