import { checkOptions, checkPositive, isPositive, show } from '../arguments.ts';
import { formatShape, sameShape, ShapeError } from '../shape/shape.ts';

/** The options of `causalAttention` without the bias: heads, documents, scale and window. */
export interface AttentionLayout {
  /** The number of heads; must divide the number of channels. */
  readonly heads: number;
  /** The number of query rows of each document, in order; default: all rows are one document. */
  readonly lengths?: readonly number[];
  /** The number of key rows of each document, if a cache holds keys of earlier tokens; default `lengths`. */
  readonly keyLengths?: readonly number[];
  /** The first key row of each document, if there are unused rows between documents; default: documents are contiguous. */
  readonly keyStarts?: readonly number[];
  /** The factor of q·kᵀ; default 1 / √D. */
  readonly scale?: number;
  /** The size of a sliding window: the number of keys that a query sees, its own included; default all up to its own. */
  readonly window?: number;
}

/** The rows of one document in a packed batch. */
export interface AttentionDocument {
  /** The first query row. */
  readonly query: number;
  /** The first key row. */
  readonly key: number;
  /** The number of queries, which are its last tokens. */
  readonly queries: number;
  /** The number of keys before its first query. */
  readonly past: number;
}

/** The checked arguments of `causalAttention`. */
export interface AttentionPlan {
  readonly heads: number;
  readonly headSize: number;
  /** The factor of q·kᵀ. */
  readonly scale: number;
  /** The largest number of keys that a query sees. */
  readonly window: number;
  readonly documents: readonly AttentionDocument[];
}

const OPTIONS = ['heads', 'lengths', 'keyLengths', 'keyStarts', 'scale', 'window', 'bias'];

interface HasShape {
  readonly shape: readonly number[];
}

/**
 * Checks the arguments of an attention operation.
 *
 * @throws TypeError, ShapeError or RangeError if shapes, heads and lengths do not fit together
 */
export function checkAttention(
  op: string,
  q: HasShape,
  k: HasShape,
  v: HasShape,
  options: (AttentionLayout & { readonly bias?: HasShape }) | undefined,
): AttentionPlan {
  checkOptions(op, options, OPTIONS);
  const given: Partial<typeof options> = options ?? {};
  const { heads = 0, lengths, keyLengths, keyStarts, bias, window = Infinity } = given;
  const [rows, channels] = q.shape;
  const [keyRows] = k.shape;
  if (q.shape.length !== 2 || !sameShape(k.shape, [keyRows, channels]) || !sameShape(k.shape, v.shape)) {
    const shapes = [q, k, v].map(({ shape }) => formatShape(shape)).join(', ');
    throw new ShapeError(`${op}: expected queries (N, C), keys (M, C), values (M, C), got ${shapes}`);
  }
  if (!isPositive(heads) || channels % heads !== 0) {
    throw new RangeError(`${op}: heads must divide the ${channels} channels, got ${show(options?.heads)}`);
  }
  const queryCounts = checkedLengths(op, 'lengths', lengths ?? [rows], rows);
  const total = keyStarts ? undefined : keyRows;
  const keyCounts = checkedLengths(op, 'keyLengths', keyLengths ?? lengths ?? [keyRows], total);
  const { length } = queryCounts;
  if (keyCounts.length !== length || (keyStarts ?? keyCounts).length !== length) {
    const starts = keyStarts?.length ?? 'no';
    throw new RangeError(`${op}: ${length} lengths but ${keyCounts.length} keyLengths and ${starts} keyStarts`);
  }

  let query = 0;
  let key = 0;
  const documents = queryCounts.map((queries, d) => {
    const past = keyCounts[d] - queries;
    key = keyStarts?.[d] ?? key;
    if (!(past >= 0 && Number.isInteger(key) && key >= 0 && key + keyCounts[d] <= keyRows)) {
      const got = `${keyCounts[d]} from ${show(key)} on`;
      throw new RangeError(`${op}: document ${d} needs ${queries} or more of ${keyRows} keys, got ${got}`);
    }
    const document = { query, key, queries, past };
    query += queries;
    key += keyCounts[d];
    return document;
  });
  if (window !== Infinity) checkPositive(op, { window });
  const headSize = channels / heads;
  const { scale = 1 / Math.sqrt(headSize) } = given;
  if (!Number.isFinite(scale)) throw new RangeError(`${op}: scale must be a finite number, got ${show(scale)}`);
  if (bias !== undefined) {
    const needed = keyCounts.reduce((most, count) => Math.min(window, Math.max(most, count)), 0);
    if (bias.shape.length !== 2 || bias.shape[0] !== heads || bias.shape[1] < needed) {
      const got = formatShape(bias.shape);
      throw new ShapeError(`${op}: expected a bias (${heads}, ${needed} or more), got ${got}`);
    }
  }
  return { heads, headSize, scale, window, documents };
}

/** The distance from each query back to each key of a document, (T, S); negative for later keys. */
export function distances({ queries, past }: AttentionDocument): number[][] {
  return Array.from({ length: queries }, (_, t) => Array.from({ length: past + queries }, (_, s) => past + t - s));
}

/** The lengths as an array; they must add up to the total, if given. */
function checkedLengths(op: string, name: string, lengths: ArrayLike<number>, total?: number): readonly number[] {
  const counts = Array.isArray(lengths) ? (lengths as readonly number[]) : Array.from(lengths);
  let sum = 0;
  for (const count of counts) sum += isPositive(count) ? count : NaN;
  if (sum !== (total ?? sum)) {
    const all = total === undefined ? '' : ` that add up to ${total} rows`;
    throw new RangeError(`${op}: ${name} must be positive integers${all}, got ${show(lengths)}`);
  }
  return counts;
}
