import { byteCount, type DType, isDType, knownDTypes } from './dtypes.ts';
import { JsonScanner } from './json-scanner.ts';
import { quote } from './quote.ts';

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
export const MOST_HEADER_BYTES = 100_000_000;

/** Name in the header that belongs to no tensor. */
export const METADATA = '__metadata__';

/**
 * Length of the header, from the first 8 bytes of a file.
 *
 * @param size bytes of the file
 * @throws RangeError if the header is longer than the file or than 100 MB
 */
export function headerLength(operation: string, bytes: Uint8Array, size: number): number {
  if (size < LENGTH_BYTES) {
    throw new RangeError(`${operation}: a safetensors file has at least ${LENGTH_BYTES} bytes, got ${size}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const most = Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES);
  if (length <= most) return length;
  const limit = most === MOST_HEADER_BYTES ? 'the format allows' : `there are in the file of ${size}`;
  throw new RangeError(
    `${operation}: the header is ${length} bytes long, but ${limit} ${most}; this is not a complete safetensors file`,
  );
}

/**
 * Reads the header of a file, and checks all that it says.
 *
 * @param bytes the header's own bytes
 * @param size bytes of the file
 * @throws RangeError if anything in it is wrong
 */
export function parseHeader(operation: string, bytes: Uint8Array, size: number): Header {
  const text = decode(operation, bytes);
  if (!text.startsWith('{')) throw new RangeError(`${operation}: the header must begin with "{", got ${quote(text)}`);
  const json = new JsonScanner(operation, text);
  const dataStart = LENGTH_BYTES + bytes.length;
  let metadata: ReadonlyMap<string, string> | undefined;
  const tensors = new Map<string, TensorInfo>();
  json.object('the header', (name) => {
    if (name === METADATA ? metadata !== undefined : tensors.has(name))
      throw twice(operation, quote(name), 'the header');
    if (name === METADATA) metadata = readMetadata(operation, json);
    else tensors.set(name, readTensor(operation, json, `tensor ${quote(name)}`, dataStart));
  });
  json.end('the header');
  checkPlaces(operation, tensors, dataStart, size);
  return { metadata: metadata ?? new Map(), tensors };
}

function decode(operation: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RangeError(`${operation}: the header is not valid UTF-8`);
  }
}

function readMetadata(operation: string, json: JsonScanner): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  json.object(METADATA, (key) => {
    if (metadata.has(key)) throw twice(operation, quote(key), METADATA);
    metadata.set(key, json.string(`${quote(key)} of ${METADATA}`));
  });
  return metadata;
}

function readTensor(operation: string, json: JsonScanner, tensor: string, dataStart: number): TensorInfo {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  json.object(tensor, (field) => {
    const what = `${quote(field)} of ${tensor}`;
    const known = { dtype, shape, data_offsets: offsets };
    if (Object.hasOwn(known, field) && known[field as keyof typeof known] !== undefined) {
      throw twice(operation, quote(field), tensor);
    }
    if (field === 'dtype') dtype = json.string(what);
    else if (field === 'shape') shape = readIntegers(json, what);
    else if (field === 'data_offsets') offsets = readIntegers(json, what);
    else json.skip(what); // as the reference implementation does
  });

  if (dtype === undefined || shape === undefined || offsets === undefined) {
    throw new RangeError(`${operation}: ${tensor} needs "dtype", "shape" and "data_offsets"; one is missing`);
  }
  if (!isDType(dtype)) {
    throw new RangeError(`${operation}: dtype of ${tensor} must be one of ${knownDTypes}, got ${quote(dtype)}`);
  }
  const [start, end] = offsets;
  if (offsets.length !== 2 || start > end) {
    throw new RangeError(
      `${operation}: data_offsets of ${tensor} must be [start, end], got [${offsets.slice(0, 3).join(', ')}]`,
    );
  }
  const bytes = byteCount(dtype, shape);
  if (bytes !== end - start) {
    throw new RangeError(
      `${operation}: ${tensor} of dtype ${dtype} and shape [${shape.slice(0, 8).join(', ')}] has ` +
        `${bytes ?? 'more than 2^53'} bytes, but its data_offsets hold ${end - start}`,
    );
  }
  return { dtype, shape: Object.freeze(shape), start: dataStart + start, end: dataStart + end };
}

function readIntegers(json: JsonScanner, what: string): number[] {
  const integers: number[] = [];
  json.array(what, () => {
    integers.push(json.integer(what));
  });
  return integers;
}

/** Checks that the tensors fill the file from the header to the end: no holes, no overlaps. */
function checkPlaces(
  operation: string,
  tensors: ReadonlyMap<string, TensorInfo>,
  dataStart: number,
  size: number,
): void {
  let place = dataStart;
  for (const [name, { start, end }] of [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (start !== place) {
      const problem = start > place ? 'leaves a hole before it' : 'overlaps another';
      throw new RangeError(
        `${operation}: tensor ${quote(name)} ${problem}: its data_offsets begin at ${start - dataStart}, expected ${place - dataStart}`,
      );
    }
    place = end;
  }
  if (place === size) return;
  throw new RangeError(
    `${operation}: the tensors end at byte ${place} of the file, but it has ${size} bytes; ` +
      (place > size ? 'the rest is missing' : 'nothing may follow them'),
  );
}

function twice(operation: string, what: string, where: string): RangeError {
  return new RangeError(`${operation}: ${what} is twice in ${where}`);
}
