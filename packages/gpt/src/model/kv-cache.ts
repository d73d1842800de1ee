import { isTensor, ShapeError, type Tensor } from '@microgpt/autograd';
import { checkKind, checkPositive } from '../check-arguments.ts';

/**
 * The keys and values of tokens that a model has seen, so that the next token costs one row and not all of them again.
 *
 * Created by `model.createCache()` and passed to every `forward` of one text, or of several in parallel. A `forward`
 * calls `begin` first and `advance` last; in between, every layer adds its rows, or keeps a state of its own.
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
    for (const layer of this.layers) layer.begin();
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
   * Ends a `forward`: counts the tokens that all layers have added, and takes over the states that they keep.
   *
   * @throws RangeError if a layer has not used the cache, or has added another number of tokens
   */
  advance(added: readonly number[]): void {
    for (let i = 0; i < this.layers.length; i++) {
      const { added: own, keepsState } = this.layers[i];
      if (own === added || String(own) === String(added) || (own === undefined && keepsState)) continue;
      throw new RangeError(
        `KVCache: rows added by layers.${i}: expected ${added.join()}, got ${own?.join() ?? 'none'}; ` +
          'have its attention call cache.append, setState or skip, or generate with useCache: false',
      );
    }
    for (const layer of this.layers) layer.advance();
    this.#lengths = this.#lengths.map((length, d) => length + added[d]);
  }

  /** Frees its memory at once, on engines with their own memory; do not use the cache afterwards. */
  dispose(): void {
    for (const layer of this.layers) layer.dispose();
  }
}

/** The part of a cache that belongs to one layer. */
export class LayerCache {
  readonly #cache: KVCache;
  #keys: Tensor | undefined;
  #values: Tensor | undefined;
  #states: Map<string, Tensor> | undefined;
  #nextStates: Map<string, Tensor> | undefined; // until the cache advances
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

  /** Says that this layer looks at no earlier token, so that it has nothing to add. */
  skip(lengths: readonly number[]): void {
    this.added = lengths;
  }

  /**
   * The state that the layer kept under this name in the last `forward`; undefined before the first.
   *
   * A recurrent layer keeps its hidden state, a row for each document; a convolution the last tokens of each.
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
   * Keeps a state for the next `forward`. If the current one throws, the state before it stays.
   *
   * @throws TypeError unless the state is a tensor
   * @throws ShapeError if the state before it had another shape
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

  /** Whether the layer has kept a state in the current `forward`. */
  get keepsState(): boolean {
    return this.#nextStates !== undefined;
  }

  /** Drops what an earlier `forward` added before it threw; see {@link KVCache.begin}. */
  begin(): void {
    this.added = undefined;
    this.#nextStates = undefined;
  }

  /** Takes over the states of the current `forward`; see {@link KVCache.advance}. */
  advance(): void {
    if (this.#nextStates === undefined) return;
    this.#states ??= new Map<string, Tensor>();
    for (const [name, next] of this.#nextStates) {
      const state = this.#states.get(name) ?? next.engine.zeros(next.shape);
      state.assign(next); // a copy, because what a forward makes does not last on every engine
      this.#states.set(name, state);
    }
    this.#nextStates = undefined;
  }

  /** Frees its memory; see {@link KVCache.dispose}. */
  dispose(): void {
    this.#keys?.dispose();
    this.#values?.dispose();
    for (const state of this.#states?.values() ?? []) state.dispose();
  }
}
