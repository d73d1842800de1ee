import type { Tensor } from '@microgpt/autograd';

/**
 * The keys and values of tokens that a model has seen, so that the next token costs one row and not all of them again.
 *
 * Made by `model.createCache()` and handed to every `forward` of one text, or of several side by side.
 */
export class KVCache {
  /** One for each layer of the model. */
  readonly layers: readonly LayerCache[];
  /** How many tokens of each document there is room for. */
  readonly blockSize: number;
  #lengths: readonly number[];

  constructor({ nLayer, blockSize }: { readonly nLayer: number; readonly blockSize: number }, documents: number) {
    if (!Number.isInteger(documents) || documents < 1) {
      throw new RangeError(`createCache: documents must be a positive integer, got ${documents}`);
    }
    this.layers = Array.from({ length: nLayer }, () => new LayerCache(this));
    this.blockSize = blockSize;
    this.#lengths = new Array<number>(documents).fill(0);
  }

  /** How many tokens of each document it holds. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** How many rows there are: room for a whole block of each document. */
  get rows(): number {
    return this.#lengths.length * this.blockSize;
  }

  /** The row of each document's first token. */
  get starts(): number[] {
    return this.#lengths.map((_, d) => d * this.blockSize);
  }

  /** The rows of so many new tokens of each document, behind those it holds. */
  rowsOf(added: readonly number[]): number[] {
    const rows: number[] = [];
    added.forEach((count, d) => {
      const first = d * this.blockSize + this.#lengths[d];
      for (let t = 0; t < count; t++) rows.push(first + t);
    });
    return rows;
  }

  /** Counts the tokens that all layers have added. */
  advance(added: readonly number[]): void {
    this.#lengths = this.#lengths.map((length, d) => length + added[d]);
  }
}

/** The part of a cache that belongs to one layer's attention. */
export class LayerCache {
  readonly #cache: KVCache;
  #keys: Tensor | undefined;
  #values: Tensor | undefined;

  constructor(cache: KVCache) {
    this.#cache = cache;
  }

  /** How many tokens of each document came before, which is the position of its next one. */
  get lengths(): readonly number[] {
    return this.#cache.lengths;
  }

  /**
   * Adds each document's new rows behind its old ones.
   *
   * @param keys (N, C), the documents' new rows laid end to end
   * @param values (N, C)
   * @param lengths how many rows of each document are new
   * @returns what attention takes: all rows, old and new, and where each document's are
   */
  append(keys: Tensor, values: Tensor, lengths: readonly number[]) {
    const cache = this.#cache;
    this.#keys ??= keys.engine.zeros([cache.rows, keys.shape[1]]);
    this.#values ??= values.engine.zeros([cache.rows, values.shape[1]]);
    const rows = cache.rowsOf(lengths);
    this.#keys.assignRows(rows, keys);
    this.#values.assignRows(rows, values);
    const keyLengths = lengths.map((length, d) => cache.lengths[d] + length);
    return { keys: this.#keys, values: this.#values, keyStarts: cache.starts, keyLengths };
  }
}
