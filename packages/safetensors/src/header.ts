import { checkJSON, isUnicode } from './check-json.ts';
import { byteCount, type DType, isCount } from './dtypes.ts';
import { kindOf, show, wrong } from './errors.ts';

/** What the header tells of a tensor. */
export interface TensorInfo {
  readonly dtype: DType;
  /** Sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** Place of the first byte in the file. */
  readonly start: number;
  /** Place after the last byte in the file. */
  readonly end: number;
}

/** What stands before the numbers in a file. */
export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

/** Bytes before the header, which hold its length. */
export const LENGTH_BYTES = 8;

/** Most bytes of a header, a limit of the format. */
const MOST_HEADER_BYTES = 100_000_000;

/** Name in the header that belongs to no tensor. */
export const METADATA = '__metadata__';

/**
 * Place of the header's end, from the first 8 bytes of a file.
 *
 * @param size bytes of the file
 * @throws RangeError if the header is longer than the file or than 100 MB
 */
export function headerEnd(operation: string, bytes: Uint8Array, size: number): number {
  if (bytes.length < LENGTH_BYTES) throw wrong(operation, 'bytes of the file', `at least ${LENGTH_BYTES}`, size);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const most = Math.min(size - LENGTH_BYTES, MOST_HEADER_BYTES);
  if (length > most) throw wrong(operation, 'bytes of the header', `at most ${most} here`, length);
  return LENGTH_BYTES + length;
}

/**
 * Reads the header of a file, and checks all that it says.
 *
 * @param bytes the header's own bytes
 * @param size bytes of the file
 * @throws RangeError if anything in it is wrong
 */
export function parseHeader(operation: string, bytes: Uint8Array, size: number): Header {
  const dataStart = LENGTH_BYTES + bytes.length;
  const { names, json } = parseJSON(operation, bytes);
  const metadata = json[METADATA] ?? {}; // the reference implementation takes null
  if (kindOf(metadata) !== 'Object') throw wrong(operation, METADATA, 'an object', metadata);
  const texts = checkTexts(operation, Object.entries(metadata) as [string, string][]);
  const tensors = new Map<string, TensorInfo>();
  for (const name of names) {
    if (name !== METADATA) tensors.set(name, readTensor(operation, tensorName(name), json[name], dataStart));
  }
  checkPlaces(operation, tensors, dataStart, size);
  return { metadata: texts, tensors };
}

/** A tensor as errors name it. */
export function tensorName(name: string): string {
  return `tensor ${show(name)}`;
}

/**
 * Checks names and the texts that belong to them.
 *
 * @throws RangeError if one is not a string of valid Unicode
 */
export function checkTexts(
  operation: string,
  texts: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  for (const [name, text] of texts) {
    for (const each of [name, text]) checkText(operation, `${show(name)} in the metadata`, each);
  }
  return new Map(texts);
}

/**
 * Checks a text.
 *
 * @throws RangeError if it is not a string of valid Unicode
 */
export function checkText(operation: string, what: string, text: unknown): void {
  if (typeof text !== 'string' || !isUnicode(text)) throw wrong(operation, what, 'a string of valid Unicode', text);
}

function parseJSON(operation: string, bytes: Uint8Array): { names: Iterable<string>; json: Record<string, unknown> } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.startsWith('{'))
      return { names: checkJSON(operation, text), json: JSON.parse(text) as Record<string, unknown> };
    throw wrong(operation, 'the header', 'JSON that begins with "{"', text);
  } catch (cause) {
    throw cause instanceof RangeError
      ? cause
      : new RangeError(`${operation}: the header is not JSON in UTF-8`, { cause });
  }
}

function readTensor(operation: string, tensor: string, entry: unknown, dataStart: number): TensorInfo {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  const bytes = byteCount(operation, tensor, dtype, shape);
  const [start, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as number[]) : [];
  if (!isCount(start) || !isCount(end) || end - start !== bytes) {
    throw wrong(operation, `data_offsets of ${tensor}`, `[start, end] of ${bytes} bytes`, offsets);
  }
  return { dtype: dtype as DType, shape: shape as number[], start: dataStart + start, end: dataStart + end };
}

/** Checks that the tensors fill the file from the header to the end: no holes, no overlaps. */
function checkPlaces(operation: string, tensors: Header['tensors'], dataStart: number, size: number): void {
  let place = dataStart;
  for (const [name, { start, end }] of [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (start !== place) {
      const expected = `from ${place - dataStart} on, without a hole or an overlap`;
      throw wrong(operation, `data_offsets of ${tensorName(name)}`, expected, start - dataStart);
    }
    place = end;
  }
  if (place !== size) throw wrong(operation, 'bytes of the file', `${place}, the end of its tensors`, size);
}
