import { checkCount, checkKind, show } from '../check-arguments.ts';

/** Data that can be cut in two: a text, documents in an array, or ids in a typed array. */
type Cuttable = string | readonly unknown[] | TypedArray;

interface TypedArray extends ArrayBufferView {
  readonly length: number;
  subarray(start: number, end?: number): this;
}

/** The parts of data that {@link splitData} returns. */
export interface SplitData<T> {
  /** The part to train on. */
  readonly training: T;
  /** The part to evaluate on. */
  readonly validation: T;
}

/**
 * Splits data in two: the beginning to train on, and the rest to validate on.
 *
 * It does not shuffle. Most lists are in some order, so shuffle documents first. Keep a long text whole.
 *
 * ```ts
 * const { training, validation } = splitData(rng.shuffle(documents));
 * ```
 *
 * @param data documents in an array; ids in a typed array, whose parts are views of the same memory; or a text, which is
 *   cut between two characters
 * @param validation the share of the second part, default 0.1; the length of the first part is rounded down
 * @throws RangeError unless validation is between 0 and 1, and both parts have at least one item
 * @throws TypeError if the data is neither a text nor an array
 */
export function splitData(data: string, validation?: number): SplitData<string>;
export function splitData<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(
  data: T,
  validation?: number,
): SplitData<T>;
export function splitData<T>(data: readonly T[], validation?: number): SplitData<T[]>;
export function splitData(data: Cuttable, validation = 0.1): SplitData<Cuttable> {
  checkCount('splitData', arguments.length, 2);
  const isTyped = ArrayBuffer.isView(data) && 'subarray' in data;
  const isCuttable = typeof data === 'string' || Array.isArray(data) || isTyped;
  checkKind('splitData', 'documents in an array, ids in a typed array, or a text', data, isCuttable);
  if (!(typeof validation === 'number' && validation > 0 && validation < 1)) {
    throw new RangeError(`splitData: validation must be a share between 0 and 1, got ${show(validation)}`);
  }
  const cut = placeToCut(data, validation);
  const { length } = data;
  if (cut < 1 || cut >= length) {
    const empty = cut < 1 ? 'training' : 'validation';
    throw new RangeError(
      `splitData: ${empty} would be empty with length ${length} and validation ${validation}; pass more data or another share`,
    );
  }
  const part = (start: number, end: number) => (isTyped ? data.subarray(start, end) : data.slice(start, end));
  return { training: part(0, cut), validation: part(cut, length) };
}

/** The length of the first part. */
function placeToCut(data: Cuttable, validation: number): number {
  const cut = Math.floor(data.length * (1 - validation) + 1e-6); // 1 - 0.9 is a little less than 0.1
  if (typeof data !== 'string') return cut;
  return (data.codePointAt(cut - 1) ?? 0) > 0xffff ? cut - 1 : cut; // a character takes at most two of its units
}
