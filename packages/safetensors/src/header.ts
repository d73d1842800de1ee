import { byteCount, bytesIn, type DType } from './dtypes.ts';
import { kindOf, show, wrong } from './errors.ts';
import { parseJSON } from './parse-json.ts';

/** The entry of a tensor in the header. */
export interface TensorInfo {
  readonly dtype: DType;
  /** The sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** The place of the first byte in the file. */
  readonly start: number;
  /** The place after the last byte in the file. */
  readonly end: number;
}

/** The header of a file, which precedes the numbers. */
export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

/** The number of bytes before the header, which hold its length. */
export const LENGTH_BYTES = 8;

/** The most bytes in a header, a limit of the format. */
const MOST_HEADER_BYTES = 100_000_000;

/** The name in the header that belongs to no tensor. */
export const METADATA = '__metadata__';

/**
 * The place of the header's end, from the first 8 bytes of a file.
 *
 * @param size bytes of the file
 * @throws RangeError if the header is longer than the file or than 100 MB
 */
export function headerEnd(operation: string, bytes: Uint8Array, size: number): number {
  // In the order of the machine: so one that is big-endian, where arrays are no views of a file, refuses every file.
  const length = new BigUint64Array(1);
  bytesIn(length).set(bytes.subarray(0, LENGTH_BYTES));
  const end = LENGTH_BYTES + Number(length[0]);
  const most = Math.min(size, LENGTH_BYTES + MOST_HEADER_BYTES);
  if (end > most) throw wrong(operation, 'end of the header', `at most ${most}`, end);
  return end;
}

/**
 * Reads the header of a file, and checks all of it.
 *
 * @param bytes the file from its beginning, at least to the end of the header
 * @param size bytes of the file
 * @throws RangeError if anything in it is wrong
 */
export function parseHeader(operation: string, bytes: Uint8Array, size: number): Header {
  const dataStart = headerEnd(operation, bytes, size);
  const json = membersOf(operation, 'the header', parseJSON(operation, bytes.subarray(LENGTH_BYTES, dataStart)));
  const metadata = membersOf(operation, METADATA, json.get(METADATA) ?? {}); // the reference implementation accepts null
  for (const [key, text] of metadata) {
    if (!isText(text)) throw wrong(operation, `${show(key)} in ${METADATA}`, 'text in valid Unicode', text);
  }
  json.delete(METADATA);

  const tensors = new Map<string, TensorInfo>();
  const places = Array.from(json, ([name, entry]) => {
    const tensor = tensorName(name);
    const fields = Object.fromEntries(membersOf(operation, tensor, entry));
    const bytes = byteCount(operation, tensor, fields);
    const { dtype, shape, data_offsets } = fields;
    const [start, end] = [data_offsets].flat() as number[];
    tensors.set(name, {
      dtype: dtype as DType,
      shape: shape as number[],
      start: dataStart + start,
      end: dataStart + end,
    });
    return { tensor, bytes, data_offsets, start, end };
  });
  // The tensors fill the file from the header to the end: no holes, no overlaps.
  let place = 0;
  for (const { tensor, bytes, data_offsets } of places.sort((a, b) => a.start + a.end - b.start - b.end)) {
    const expected = show([place, (place += bytes)]);
    if (show(data_offsets) !== expected) throw wrong(operation, `data_offsets of ${tensor}`, expected, data_offsets);
  }
  place += dataStart;
  if (place !== size) throw wrong(operation, 'bytes of the file', `${place} for its tensors`, size);
  return { metadata: metadata as ReadonlyMap<string, string>, tensors };
}

/** A tensor as errors name it. */
export function tensorName(name: string): string {
  return `tensor ${show(name)}`;
}

/** The members of an object that `parseJSON` returned, in their order. */
function membersOf(operation: string, what: string, object: unknown): Map<string, unknown> {
  if (kindOf(object) !== 'Object') throw wrong(operation, what, 'an object', object);
  const members = new Map<string, unknown>();
  for (const [key, value] of Object.entries(object as object)) {
    const name = key.slice(key.indexOf(' ') + 1);
    if (members.has(name) || !isText(name))
      throw wrong(operation, `names in ${what}`, 'unique text in valid Unicode', name);
    members.set(name, value);
  }
  return members;
}

/** Whether x is a string without halves of surrogate pairs. */
function isText(x: unknown): boolean {
  return typeof x === 'string' && !/\p{Cs}/u.test(x);
}
