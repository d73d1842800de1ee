import { byteCount, dtypes, type DType, isDType, knownDTypes, type TensorArray } from './dtypes.ts';
import { floatToHalf, halves } from './half.ts';
import { LENGTH_BYTES, METADATA, MOST_HEADER_BYTES } from './header.ts';
import { quote } from './quote.ts';

/** Values by name: a `Map`, an array of pairs, or a plain object. */
export type Named<T> = Iterable<readonly [name: string, value: T]> | Readonly<Record<string, T>>;

/** What is known of a tensor before its numbers. */
interface Described {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A tensor with its name. */
export type Placed<T> = T & { readonly name: string };

/** A file before its numbers are written. */
export interface Layout<T> {
  /** First bytes of the file: the length of the header and the header. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The tensors in the order of their places. */
  readonly places: readonly Placed<T>[];
  /** Bytes of the whole file. */
  readonly size: number;
}

/**
 * Gives each tensor its place: larger dtypes first, so that all are aligned.
 *
 * @throws RangeError or TypeError if a name, a dtype, a shape or the metadata is not possible
 */
export function layOut<T extends Described>(
  operation: string,
  tensors: Named<T>,
  options: { readonly metadata?: Named<string> },
): Layout<T> {
  for (const option in options) {
    if (option !== 'metadata') throw new TypeError(`${operation}: unknown option "${option}"; the option is metadata`);
  }
  const entries = new Map<string, string>();
  if (options.metadata !== undefined) entries.set(METADATA, metadataText(operation, options.metadata));
  const described = pairsOf(tensors).map(([name, tensor]) => {
    const bytes = checkTensor(operation, name, tensor);
    if (entries.has(name)) throw new RangeError(`${operation}: tensor ${quote(name)} is given twice`);
    if (name === METADATA)
      throw new RangeError(`${operation}: no tensor can be named ${quote(name)}; pass the option metadata`);
    entries.set(name, '');
    return { name, tensor, bytes };
  });

  let offset = 0;
  const sorted = described.toSorted((a, b) => dtypes[b.tensor.dtype].size - dtypes[a.tensor.dtype].size);
  for (const { name, tensor, bytes } of sorted) {
    const { dtype, shape } = tensor;
    entries.set(name, JSON.stringify({ dtype, shape, data_offsets: [offset, (offset += bytes)] }));
  }
  const header = headerBytes(operation, entries);
  return { header, places: sorted.map(({ name, tensor }) => ({ ...tensor, name })), size: header.length + offset };
}

/**
 * Bytes of a tensor's numbers, a view of them where no conversion is needed.
 *
 * @throws TypeError if the array is not that of the dtype
 * @throws RangeError if its length is not that of the shape
 */
export function toTensorBytes(
  operation: string,
  tensor: Placed<Described>,
  data: TensorArray,
): Uint8Array<ArrayBuffer> {
  const { name, dtype, shape } = tensor;
  const { array } = dtypes[dtype];
  const half = halves[dtype];
  const kind = Object.prototype.toString.call(data).slice(8, -1); // not `instanceof`: another realm has other classes
  const isFloats = half !== undefined && (kind === 'Float32Array' || kind === 'Float64Array');
  if (kind !== array.name && !isFloats) {
    const expected = half === undefined ? array.name : `${array.name}, Float32Array or Float64Array`;
    throw new TypeError(`${operation}: data of tensor ${quote(name)} must be a ${expected} for ${dtype}, got ${kind}`);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (data.length !== length) {
    throw new RangeError(
      `${operation}: data of tensor ${quote(name)} must have ${length} numbers for shape [${shape.join(', ')}], got ${data.length}`,
    );
  }
  const bits = isFloats ? floatToHalf(half, data as Float32Array | Float64Array) : data;
  const bytes = new Uint8Array(bits.buffer as ArrayBuffer, bits.byteOffset, bits.byteLength);
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes; // a Blob takes no shared memory
}

function isShared(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** Checks all but the numbers, and returns how many bytes they have. */
function checkTensor(operation: string, name: unknown, tensor: Described): number {
  checkText(operation, 'the name of a tensor', name);
  const { dtype, shape } = tensor;
  if (!isDType(dtype)) {
    throw new TypeError(
      `${operation}: dtype of tensor ${quote(name)} must be one of ${knownDTypes}, got ${String(dtype)}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(
      `${operation}: shape of tensor ${quote(name)} must be an array of non-negative integers, got ${String(shape)}`,
    );
  }
  const bytes = byteCount(dtype, shape);
  if (bytes !== undefined) return bytes;
  throw new RangeError(`${operation}: tensor ${quote(name)} of shape [${shape.join(', ')}] has more than 2^53 bytes`);
}

function checkText(operation: string, what: string, text: unknown): asserts text is string {
  if (typeof text !== 'string') throw new TypeError(`${operation}: ${what} must be a string, got ${typeof text}`);
  if (/\p{Cs}/u.test(text)) throw new RangeError(`${operation}: ${what} has half of a surrogate pair: ${quote(text)}`);
}

function metadataText(operation: string, metadata: Named<string>): string {
  const entries = new Map<string, string>();
  for (const [key, value] of pairsOf(metadata)) {
    checkText(operation, 'a key of the metadata', key);
    checkText(operation, `${quote(key)} of the metadata`, value);
    entries.set(key, JSON.stringify(value));
  }
  return objectText(entries);
}

function pairsOf<T>(named: Named<T>): (readonly [string, T])[] {
  return Symbol.iterator in named ? [...(named as Iterable<readonly [string, T]>)] : Object.entries(named);
}

/** An object as JSON, of values as JSON. Written by hand: an object of JavaScript would take `__proto__` for something else. */
function objectText(entries: ReadonlyMap<string, string>): string {
  return `{${Array.from(entries, ([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function headerBytes(operation: string, entries: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(objectText(entries));
  const length = Math.ceil(text.length / 8) * 8; // so that the first tensor is aligned
  if (length > MOST_HEADER_BYTES) {
    throw new RangeError(
      `${operation}: the header would have ${length} bytes, but the format allows ${MOST_HEADER_BYTES}`,
    );
  }
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}
