import { arrays, byteCount } from './dtypes.ts';
import { show, wrong } from './errors.ts';
import { checkText, checkTexts, headerEnd, LENGTH_BYTES, METADATA, tensorName, type TensorInfo } from './header.ts';

/** Values by name: a `Map`, an array of pairs, or a plain object. */
export type Named<T> = Iterable<readonly [name: string, value: T]> | Readonly<Record<string, T>>;

/** A file before its numbers are written. */
export interface Layout<T> {
  /** First bytes of the file: the length of the header and the header. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The tensors in the order of their places. */
  readonly tensors: readonly { readonly name: string; readonly tensor: T; readonly bytes: number }[];
  /** Bytes of the whole file. */
  readonly size: number;
}

/**
 * Gives each tensor its place: larger dtypes first, so that all are aligned.
 *
 * @throws RangeError or TypeError if a name, a dtype, a shape or the metadata is not possible
 */
export function layOut<T extends Pick<TensorInfo, 'dtype' | 'shape'>>(
  operation: string,
  tensors: Named<T>,
  { metadata, ...rest }: { readonly metadata?: Named<string> },
): Layout<T> {
  for (const option in rest)
    throw new TypeError(`${operation}: unknown option ${show(option)}; the option is metadata`);
  const entries = new Map<string, string>(); // JSON by name, in the order given
  if (metadata) entries.set(METADATA, objectText(checkTexts(operation, pairsOf(metadata)), JSON.stringify));
  const placed = pairsOf(tensors).map(([name, tensor]) => {
    checkText(operation, 'the name of a tensor', name);
    if (name === METADATA || entries.has(name)) {
      throw wrong(operation, 'the name of a tensor', `new, and not ${METADATA}`, name);
    }
    entries.set(name, '');
    return { name, tensor, bytes: byteCount(operation, tensorName(name), tensor.dtype, tensor.shape) };
  });
  placed.sort((a, b) => bytesPerNumber(b.tensor) - bytesPerNumber(a.tensor));
  let size = 0;
  for (const {
    name,
    tensor: { dtype, shape },
    bytes,
  } of placed) {
    entries.set(name, JSON.stringify({ dtype, shape, data_offsets: [size, (size += bytes)] }));
  }
  const header = headerBytes(
    operation,
    objectText(entries, (json) => json),
  );
  return { header, tensors: placed, size: header.length + size };
}

function pairsOf<T>(named: Named<T>): (readonly [string, T])[] {
  return Symbol.iterator in named ? [...(named as Iterable<readonly [string, T]>)] : Object.entries(named);
}

function bytesPerNumber({ dtype }: Pick<TensorInfo, 'dtype'>): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** An object as JSON, of values that are JSON. `JSON.stringify` would order names that are numbers. */
function objectText(entries: ReadonlyMap<string, string>, toJSON: (value: string) => string): string {
  return `{${Array.from(entries, ([name, value]) => `${JSON.stringify(name)}:${toJSON(value)}`).join(',')}}`;
}

/** @throws RangeError if the header is longer than the format allows */
function headerBytes(operation: string, json: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(LENGTH_BYTES + Math.ceil(text.length / 8) * 8).fill(0x20); // a multiple of 8: aligned
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - LENGTH_BYTES), true);
  headerEnd(operation, bytes, Infinity);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}
