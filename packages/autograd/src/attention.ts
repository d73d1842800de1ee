import { formatShape, sameShape, ShapeError } from './shape.ts';

/** How `causalAttention` splits channels into heads and rows into documents. */
export interface AttentionOptions {
  /** How many heads share the channels; must divide them. */
  readonly heads: number;
  /** The number of query rows of each document, in order; default one document of all rows. */
  readonly lengths?: readonly number[];
  /** The number of key rows of each document, where a cache holds keys of earlier tokens; default `lengths`. */
  readonly keyLengths?: readonly number[];
  /** The first key row of each document, where there is room between them; default end to end. */
  readonly keyStarts?: readonly number[];
}

/** One document of a packed batch: where its rows begin, and how many there are. */
export interface AttentionDocument {
  /** Its first query row. */
  readonly query: number;
  /** Its first key row. */
  readonly key: number;
  /** How many queries it has; they are its last tokens. */
  readonly queries: number;
  /** How many of its keys come before its first query. */
  readonly past: number;
}

/** The checked arguments of `causalAttention`. */
export interface AttentionPlan {
  readonly heads: number;
  readonly headSize: number;
  readonly documents: readonly AttentionDocument[];
}

interface HasShape {
  readonly shape: readonly number[];
}

/** @throws ShapeError or RangeError if shapes, heads and lengths do not fit together */
export function checkAttention(
  queries: HasShape,
  keys: HasShape,
  values: HasShape,
  { heads, lengths, keyLengths, keyStarts }: AttentionOptions,
): AttentionPlan {
  const [rows, channels] = queries.shape;
  const fits = queries.shape.length === 2 && keys.shape.length === 2 && keys.shape[1] === channels;
  if (!fits || !sameShape(keys.shape, values.shape)) {
    const shapes = [queries, keys, values].map(({ shape }) => formatShape(shape)).join(', ');
    throw new ShapeError(`causalAttention: expected queries (N, C), keys (M, C), values (M, C), got ${shapes}`);
  }
  if (!Number.isInteger(heads) || heads < 1 || channels % heads !== 0) {
    throw new RangeError(`causalAttention: ${channels} channels are not divisible by ${heads} heads`);
  }
  const queryCounts = lengths ?? [rows];
  const keyCounts = keyLengths ?? lengths ?? [keys.shape[0]];
  checkLengths('lengths', queryCounts, rows);
  if (keyStarts === undefined) checkLengths('keyLengths', keyCounts, keys.shape[0]);
  if (keyCounts.length !== queryCounts.length) {
    throw new RangeError(`causalAttention: ${queryCounts.length} lengths but ${keyCounts.length} keyLengths`);
  }

  let query = 0;
  let key = 0;
  const documents = queryCounts.map((count, d) => {
    const past = keyCounts[d] - count;
    if (!(past >= 0 && Number.isInteger(past))) {
      throw new RangeError(`causalAttention: document ${d} has ${count} queries but only ${keyCounts[d]} keys`);
    }
    if (keyStarts !== undefined) key = keyStarts[d];
    if (!(key >= 0 && Number.isInteger(key) && key + keyCounts[d] <= keys.shape[0])) {
      throw new RangeError(`causalAttention: keys ${key} … of document ${d} exceed ${keys.shape[0]} rows`);
    }
    const document = { query, key, queries: count, past };
    query += count;
    key += keyCounts[d];
    return document;
  });
  return { heads, headSize: channels / heads, documents };
}

/** What is added to scores (T, S) so that a query sees the keys up to its own: 0 there, −∞ beyond. */
export function causalMask(queries: number, past: number): number[][] {
  return Array.from({ length: queries }, (_, t) =>
    Array.from({ length: past + queries }, (_, s) => (s <= past + t ? 0 : -Infinity)),
  );
}

function checkLengths(name: string, lengths: readonly number[], rows: number): void {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== rows || !lengths.every((length) => Number.isInteger(length) && length > 0)) {
    throw new RangeError(
      `causalAttention: ${name} must be positive integers that add up to ${rows} rows, got [${lengths.join(', ')}]`,
    );
  }
}
