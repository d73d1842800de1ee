import { checkCount, checkLittleEndian } from './arguments.ts';
import type { ByteSource } from './byte-source.ts';
import type { TensorArray } from './dtypes.ts';
import { type Header, headerLength, LENGTH_BYTES, parseHeader, type TensorInfo } from './header.ts';
import { quote, quoteSome } from './quote.ts';
import { toFloats, toTensorArray } from './tensor-array.ts';

/**
 * Reads and checks the header of a file, and none of its tensors.
 *
 * @param source where the bytes are: `bytesSource`, `blobSource`, `fileSource`, or your own
 * @throws RangeError if the file is not valid, or the source returns less than asked for
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const operation = 'openSafetensors';
  checkCount(operation, arguments.length, 1);
  checkLittleEndian(operation);
  const { size } = source;
  const start = await readExactly(operation, source, 0, Math.min(LENGTH_BYTES, size));
  const end = LENGTH_BYTES + headerLength(operation, start, size);
  const bytes = await readExactly(operation, source, LENGTH_BYTES, end);
  return new SafetensorsFile(source, parseHeader(operation, bytes, size));
}

/** An open file: what its header says, and its tensors, each of which is read when you ask for it. */
export class SafetensorsFile {
  /** Texts that the writer of the file added, by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What the header tells of each tensor, by name, in the header's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #source: ByteSource;

  /** Use `openSafetensors`. */
  constructor(source: ByteSource, header: Header) {
    this.#source = source;
    this.metadata = header.metadata;
    this.tensors = header.tensors;
  }

  /**
   * Numbers of a tensor as the typed array of its dtype. F16 and BF16 come as bits in a Uint16Array.
   *
   * The array is a view of the bytes that the source returns, so with `bytesSource` it shares the memory of the file,
   * unless their place in it is not a multiple of a number's size: then it is a copy.
   *
   * @throws RangeError if there is no such tensor, or the source returns less than asked for
   */
  async read(name: string): Promise<TensorArray> {
    return this.#read('SafetensorsFile.read', name);
  }

  /**
   * Numbers of a tensor as a new Float32Array: F16 and BF16 exactly, the others rounded to the nearest float32.
   *
   * @throws RangeError as `read`
   */
  async readFloat32(name: string): Promise<Float32Array> {
    const data = await this.#read('SafetensorsFile.readFloat32', name);
    return toFloats(this.#info('', name).dtype, data, new Float32Array(data.length));
  }

  /**
   * Numbers of a tensor as a new Float64Array: exactly, except that an I64 beyond ±2⁵³ is rounded to the nearest float64.
   *
   * @throws RangeError as `read`
   */
  async readFloat64(name: string): Promise<Float64Array> {
    const data = await this.#read('SafetensorsFile.readFloat64', name);
    return toFloats(this.#info('', name).dtype, data, new Float64Array(data.length));
  }

  async #read(operation: string, name: string): Promise<TensorArray> {
    const { dtype, start, end } = this.#info(operation, name);
    return toTensorArray(dtype, await readExactly(operation, this.#source, start, end));
  }

  #info(operation: string, name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (info !== undefined) return info;
    throw new RangeError(`${operation}: no tensor ${quote(name)}; there are ${quoteSome(this.tensors.keys())}`);
  }
}

async function readExactly(operation: string, source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.length === end - start) return bytes;
  throw new RangeError(
    `${operation}: the source returned ${bytes.length} bytes for ${start} to ${end}, expected ${end - start}`,
  );
}
