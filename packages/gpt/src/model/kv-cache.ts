import { isTensor, ShapeError, type Tensor } from '@microgpt/autograd';
import { checkKind, checkPositive, show } from '../check-arguments.ts';

/**
 * The keys and values of earlier tokens, so that the next token needs one row of computation, not all rows again.
 *
 * Create it with `model.createCache()` and pass it to every `forward` of one text, or of several in parallel. `forward`
 * calls `begin` first and `advance` last; in between, every layer appends its rows, or sets its own state.
 */
export class KVCache {
  /** The caches of the layers. */
  readonly layers: readonly LayerCache[];
  /** The largest number of tokens of each document. */
  readonly blockSize: number;
  #lengths: readonly number[];
  readonly #capacity: number; // documents for which there are rows
  #slots: readonly number[]; // which of these rows each document has
  #model: object | undefined; // the model that made the keys and values

  constructor({ nLayer, blockSize }: { readonly nLayer: number; readonly blockSize: number }, documents: number) {
    checkPositive('createCache', { documents });
    this.layers = Array.from({ length: nLayer }, () => new LayerCache(this));
    this.blockSize = blockSize;
    this.#lengths = new Array<number>(documents).fill(0);
    this.#capacity = documents;
    this.#slots = this.#lengths.map((_, d) => d);
  }

  /** The number of tokens of each document in the cache. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** The number of rows: blockSize for each document of the beginning. */
  get rows(): number {
    return this.#capacity * this.blockSize;
  }

  /** The row of each document's first token. */
  get starts(): number[] {
    return this.#slots.map((slot) => slot * this.blockSize);
  }

  /**
   * Begins a `forward` of a model; discards what an earlier `forward` added before it threw.
   *
   * @throws RangeError if the sizes are not those of the model, or the cache was used with another model
   */
  begin(model: { readonly config: { readonly nLayer: number; readonly blockSize: number } }): void {
    const { nLayer, blockSize } = model.config;
    const isOwn = (this.#model ?? model) === model && this.layers.length === nLayer && this.blockSize === blockSize;
    if (!isOwn) throw new RangeError('GPT.forward: the cache belongs to another model; use createCache()');
    this.#model = model;
    for (const layer of this.layers) layer.begin();
  }

  /**
   * The rows of the new tokens of each document, after those in the cache.
   *
   * @throws RangeError if there is no room for them
   */
  rowsOf(added: readonly number[]): number[] {
    const rows: number[] = [];
    added.forEach((count, d) => {
      if (!(this.#lengths[d] + count <= this.blockSize)) throw new RangeError(`KVCache: document ${d} is full`);
      const first = this.#slots[d] * this.blockSize + this.#lengths[d];
      for (let t = 0; t < count; t++) rows.push(first + t);
    });
    return rows;
  }

  /**
   * Ends a `forward`: counts the new tokens, and stores the states that layers have set.
   *
   * @throws RangeError if a layer has not used the cache, or has appended another number of rows
   */
  advance(added: readonly number[]): void {
    for (let i = 0; i < this.layers.length; i++) {
      const { added: got, keepsState } = this.layers[i];
      if (got === added || String(got) === String(added) || (got === undefined && keepsState)) continue;
      throw new RangeError(
        `KVCache: rows added by layers.${i}: expected ${added.join()}, got ${got?.join() ?? 'none'}; ` +
          'have its attention call cache.append, setState or skip, or generate with useCache: false',
      );
    }
    for (const layer of this.layers) layer.advance();
    this.#lengths = this.#lengths.map((length, d) => length + added[d]);
  }

  /**
   * Keeps only some documents, for the next `forward`: the others have ended.
   *
   * @param documents their indices, ascending
   * @returns false, without a change, if a layer has set a state, which belongs to all documents
   */
  keep(documents: readonly number[]): boolean {
    if (this.layers.some((layer) => layer.hasStates)) return false;
    this.#lengths = documents.map((d) => this.#lengths[d]);
    this.#slots = documents.map((d) => this.#slots[d]);
    return true;
  }

  /**
   * Keeps only the first tokens of each document, so that the next `forward` can continue differently from there.
   *
   * @param length the largest number of tokens to keep of each document
   * @returns false, without a change, if tokens would be dropped and a layer has stored state, which depends on all tokens
   * @throws RangeError unless the length is an integer from 0
   */
  crop(length: number): boolean {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`KVCache.crop: length must be an integer from 0, got ${show(length)}`);
    }
    if (this.#lengths.every((cached) => cached <= length)) return true;
    if (this.layers.some((layer) => layer.hasStates)) return false;
    this.#lengths = this.#lengths.map((cached) => Math.min(cached, length));
    return true;
  }

  /** Frees the memory, on engines with their own memory. Do not use the cache afterwards. */
  dispose(): void {
    for (const layer of this.layers) layer.dispose();
  }
}

/** The cache of one layer. */
export class LayerCache {
  readonly #cache: KVCache;
  #keys: Tensor | undefined;
  #values: Tensor | undefined;
  #states: Map<string, Tensor> | undefined;
  #nextStates: Map<string, Tensor> | undefined; // until the cache advances
  /** The number of rows of each document that the current `forward` has appended; undefined before that. */
  added: readonly number[] | undefined;

  constructor(cache: KVCache) {
    this.#cache = cache;
  }

  /** The number of earlier tokens of each document, which is the position of its next token. */
  get lengths(): readonly number[] {
    return this.#cache.lengths;
  }

  /**
   * Appends the new rows of each document to its earlier ones.
   *
   * @param keys (N, C), the new rows of all documents, concatenated
   * @param values (N, C)
   * @param lengths the number of new rows of each document
   * @returns the arguments of attention: all rows, old and new, and the start and the number of each document's rows
   * @throws RangeError if the layer has already appended rows in this `forward`
   */
  append(keys: Tensor, values: Tensor, lengths: readonly number[]) {
    const cache = this.#cache;
    if (this.added)
      throw new RangeError('LayerCache.append: called twice in one forward; a layer cache holds one attention');
    this.#keys ??= keys.engine.zeros([cache.rows, keys.shape[1]]);
    this.#values ??= values.engine.zeros([cache.rows, values.shape[1]]);
    const rows = cache.rowsOf(lengths);
    this.#keys.assignRows(rows, keys);
    this.#values.assignRows(rows, values);
    this.added = lengths;
    const keyLengths = lengths.map((length, d) => cache.lengths[d] + length);
    return { keys: this.#keys, values: this.#values, keyStarts: cache.starts, keyLengths };
  }

  /** Declares that this layer uses no earlier tokens, so it appends nothing. */
  skip(lengths: readonly number[]): void {
    this.added = lengths;
  }

  /**
   * The state that the layer set under this name in the last `forward`; undefined before the first.
   *
   * For example the hidden state of a recurrent layer, a row for each document, or the last tokens for a convolution.
   *
   * ```ts
   * let h = cache?.state('h') ?? x.engine.zeros([lengths.length, size]);
   * for (…) h = this.cell.forward(…);
   * cache?.setState('h', h);
   * ```
   */
  state(name: string): Tensor | undefined {
    return this.#states?.get(name);
  }

  /**
   * Sets a state for the next `forward`. If the current one throws, the state stays as it was.
   *
   * @throws TypeError unless the state is a tensor
   * @throws ShapeError if the previous state had another shape
   */
  setState(name: string, state: Tensor): void {
    checkKind('LayerCache.setState', 'a Tensor', state, isTensor(state));
    const [before, now] = [this.#states?.get(name), state].map((x) => x?.shape.join(', '));
    if (before !== undefined && before !== now) {
      throw new ShapeError(`LayerCache.setState: "${name}" was (${before}), got (${now}); keep its shape`);
    }
    this.#nextStates ??= new Map<string, Tensor>();
    this.#nextStates.set(name, state);
  }

  /** Whether the layer has set a state in the current `forward`. */
  get keepsState(): boolean {
    return this.#nextStates !== undefined;
  }

  /** Whether the layer has a state from an earlier `forward`. */
  get hasStates(): boolean {
    return this.#states !== undefined;
  }

  /** Discards what an earlier `forward` added before it threw; see {@link KVCache.begin}. */
  begin(): void {
    this.added = undefined;
    this.#nextStates = undefined;
  }

  /** Stores the states that the current `forward` has set; see {@link KVCache.advance}. */
  advance(): void {
    if (this.#nextStates === undefined) return;
    this.#states ??= new Map<string, Tensor>();
    for (const [name, next] of this.#nextStates) {
      const state = this.#states.get(name) ?? next.engine.zeros(next.shape);
      state.assign(next); // a copy, because on some engines the results of a forward are freed
      this.#states.set(name, state);
    }
    this.#nextStates = undefined;
  }

  /** Frees the memory; see {@link KVCache.dispose}. */
  dispose(): void {
    this.#keys?.dispose();
    this.#values?.dispose();
    for (const state of this.#states?.values() ?? []) state.dispose();
  }
}
