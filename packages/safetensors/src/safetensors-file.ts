import type { ByteSource } from './byte-source.ts';
import { arrays, type DType, isCount, type TensorArray, toTensorArray } from './dtypes.ts';
import { kindOf, wrong } from './errors.ts';
import { fractionBits, halfToFloat } from './half.ts';
import { headerEnd, LENGTH_BYTES, parseHeader, type TensorInfo, tensorName } from './header.ts';

/** A file whose header has been read. Its tensors are read when you ask for them. */
export interface SafetensorsFile {
  /** Texts that the writer of the file added, by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The entry of each tensor in the header, by name, in the header's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * The numbers of a tensor as the typed array of its dtype; F16 and BF16 as bits in a Uint16Array.
   *
   * The array is a view of the bytes that the source returned. So with `bytesSource` it shares the memory of the file.
   * If the bytes are not aligned for the dtype, it is a copy.
   *
   * @param start index of the first number, in row-major order; default 0
   * @param end index after the last number; default all. Only the bytes of the range are read from the source
   * @throws RangeError if there is no such tensor or range, or the source returns fewer bytes than it should
   */
  read(name: string, start?: number, end?: number): Promise<TensorArray>;
  /**
   * The numbers of a tensor as a new Float32Array. Each is rounded to the nearest float32, which is exact for F16, BF16,
   * I16 and smaller dtypes.
   *
   * @throws RangeError as `read`
   */
  readFloat32(name: string, start?: number, end?: number): Promise<Float32Array>;
  /**
   * The numbers of a tensor as a new Float64Array. All are exact, except that an I64 beyond ±2⁵³ is rounded to the nearest.
   *
   * @throws RangeError as `read`
   */
  readFloat64(name: string, start?: number, end?: number): Promise<Float64Array>;
}

/**
 * Reads and checks the header of a file, and none of its numbers.
 *
 * @param source where the bytes are: `bytesSource`, `blobSource`, `fileSource`, or your own
 * @throws RangeError if the file is not valid, or the source returns fewer bytes than it should
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const readBytes = async (operation: string, start: number, end: number) => {
    const bytes = await source.read(start, end);
    if (bytes.length === end - start) return bytes;
    throw wrong(operation, `bytes of the file from ${start} to ${end}`, 'all read', bytes.length);
  };
  const operation = 'openSafetensors';
  const { size } = Object(source) as ByteSource;
  if (!isCount(size) || typeof source.read !== 'function') {
    throw wrong(operation, 'source', 'what bytesSource, blobSource or fileSource returns', kindOf(source), TypeError);
  }
  const headerBytes = headerEnd(operation, await readBytes(operation, 0, LENGTH_BYTES), size);
  const header = parseHeader(operation, await readBytes(operation, 0, headerBytes), size);

  const reader =
    <T extends TensorArray>(method: string, convert: (dtype: DType, data: TensorArray) => T) =>
    async (name: string, from = 0, to?: number) => {
      const operation = `SafetensorsFile.${method}`;
      const info = header.tensors.get(name);
      if (!info) throw wrong(operation, 'the name', 'in tensors', name);
      const { dtype, start, end } = info;
      const bytes = arrays[dtype].BYTES_PER_ELEMENT;
      const count = (end - start) / bytes;
      const stop = to ?? count;
      if (![from, stop - from, count - stop].every(isCount)) {
        throw wrong(operation, `range of ${tensorName(name)}`, `in order within ${count} numbers`, [from, stop]);
      }
      const part = await readBytes(operation, start + from * bytes, start + stop * bytes);
      return convert(dtype, toTensorArray(dtype, part));
    };
  return {
    ...header,
    read: reader('read', (_, data) => data),
    readFloat32: reader('readFloat32', floatsOf(Float32Array)),
    readFloat64: reader('readFloat64', floatsOf(Float64Array)),
  };
}

/** Converts numbers of any dtype to floats, in a new array. */
function floatsOf<T extends Float32Array | Float64Array>(type: new (length: number) => T) {
  return (dtype: DType, data: TensorArray): T => {
    const floats = new type(data.length);
    const fraction = fractionBits[dtype];
    if (fraction) halfToFloat(fraction, data as Uint16Array, floats);
    else for (let i = 0; i < floats.length; i++) floats[i] = Number(data[i]);
    return floats;
  };
}
