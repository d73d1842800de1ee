import type { Tensor } from '@microgpt/autograd';
import { checkPositive } from '../check-arguments.ts';

/**
 * The keys and values of tokens that a model has seen, so that the next token costs one row and not all of them again.
 *
 * Created by `model.createCache()` and passed to every `forward` of one text, or of several in parallel. A `forward`
 * calls `begin` first and `advance` last; in between, every layer adds its rows.
 */
export class KVCache {
  /** One for each layer of the model. */
  readonly layers: readonly LayerCache[];
  /** How many tokens of each document there is room for. */
  readonly blockSize: number;
  #lengths: readonly number[];
  #model: object | undefined; // the model that made the keys and values

  constructor({ nLayer, blockSize }: { readonly nLayer: number; readonly blockSize: number }, documents: number) {
    checkPositive('createCache', { documents });
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

  /**
   * Begins a `forward` of a model, and drops what an earlier `forward` added before it threw.
   *
   * @throws RangeError if the cache has other sizes than the model, or has been used with another model
   */
  begin(model: { readonly config: { readonly nLayer: number; readonly blockSize: number } }): void {
    const { nLayer, blockSize } = model.config;
    const isOwn = (this.#model ?? model) === model && this.layers.length === nLayer && this.blockSize === blockSize;
    if (!isOwn) throw new RangeError('GPT.forward: the cache belongs to another model; use createCache()');
    this.#model = model;
    for (const layer of this.layers) layer.added = undefined;
  }

  /**
   * The rows of the new tokens of each document, behind those already held.
   *
   * @throws RangeError if there is no room for them
   */
  rowsOf(added: readonly number[]): number[] {
    const rows: number[] = [];
    added.forEach((count, d) => {
      if (!(this.#lengths[d] + count <= this.blockSize)) throw new RangeError(`KVCache: no room in document ${d}`);
      const first = d * this.blockSize + this.#lengths[d];
      for (let t = 0; t < count; t++) rows.push(first + t);
    });
    return rows;
  }

  /**
   * Counts the tokens that all layers have added.
   *
   * @throws RangeError if a layer has added none, or another number
   */
  advance(added: readonly number[]): void {
    for (let i = 0; i < this.layers.length; i++) {
      const own = this.layers[i].added;
      if (own === added || String(own) === String(added)) continue;
      throw new RangeError(
        `KVCache: layers.${i} added ${own?.join() ?? 'nothing'} for ${added.join()} new tokens; ` +
          'have its attention call cache.append or cache.skip, or generate with useCache: false',
      );
    }
    this.#lengths = this.#lengths.map((length, d) => length + added[d]);
  }

  /** Frees its memory at once, on engines with their own memory; do not use the cache afterwards. */
  dispose(): void {
    for (const layer of this.layers) layer.dispose();
  }
}

/** The part of a cache that belongs to one layer's attention. */
export class LayerCache {
  readonly #cache: KVCache;
  #keys: Tensor | undefined;
  #values: Tensor | undefined;
  /** How many tokens of each document the current `forward` has added; undefined until it has. */
  added: readonly number[] | undefined;

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
   * @throws RangeError if the layer has already added rows in this `forward`
   */
  append(keys: Tensor, values: Tensor, lengths: readonly number[]) {
    const cache = this.#cache;
    if (this.added) throw new RangeError('LayerCache.append: called twice; a layer has room for one attention');
    this.#keys ??= keys.engine.zeros([cache.rows, keys.shape[1]]);
    this.#values ??= values.engine.zeros([cache.rows, values.shape[1]]);
    const rows = cache.rowsOf(lengths);
    this.#keys.assignRows(rows, keys);
    this.#values.assignRows(rows, values);
    this.added = lengths;
    const keyLengths = lengths.map((length, d) => cache.lengths[d] + length);
    return { keys: this.#keys, values: this.#values, keyStarts: cache.starts, keyLengths };
  }

  /**
   * Says that this layer has nothing to add: it looks at no earlier token, or stores them itself, in a `WeakMap` with
   * this object as the key, so that texts do not share them.
   */
  skip(lengths: readonly number[]): void {
    this.added = lengths;
  }

  /** Frees its memory; see {@link KVCache.dispose}. */
  dispose(): void {
    this.#keys?.dispose();
    this.#values?.dispose();
  }
}
