import { Tensor } from '@microgpt/autograd';

/**
 * The keys and values of tokens that a model has seen, so that the next token costs one row and not all of them again.
 *
 * Made by `model.createCache()` and handed to every `forward` of one text.
 */
export class KVCache {
  readonly layers: readonly LayerCache[];
  #lengths: readonly number[];

  constructor(layers: number, documents: number) {
    this.layers = Array.from({ length: layers }, () => new LayerCache());
    this.#lengths = new Array<number>(documents).fill(0);
  }

  /** How many tokens of each document it holds. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** Counts the tokens that all layers have appended. */
  advance(added: readonly number[]): void {
    this.#lengths = this.#lengths.map((length, d) => length + added[d]);
  }
}

/** The part of a cache that belongs to one layer's attention. */
export class LayerCache {
  #keys: Tensor | undefined;
  #values: Tensor | undefined;
  #lengths: readonly number[] = [];

  /**
   * Adds each document's new rows behind its old ones.
   *
   * @param keys (N, C), the documents' new rows laid end to end
   * @param values (N, C)
   * @returns all rows, old and new, of each document in turn
   */
  append(
    keys: Tensor,
    values: Tensor,
    lengths: readonly number[],
  ): { keys: Tensor; values: Tensor; keyLengths: readonly number[] } {
    const allKeys = this.#keys ? interleave(this.#keys, this.#lengths, keys, lengths) : keys;
    const allValues = this.#values ? interleave(this.#values, this.#lengths, values, lengths) : values;
    // Kept from one call to the next, so copied: results may not outlive the step that made them.
    this.#keys = allKeys.detach();
    this.#values = allValues.detach();
    this.#lengths = lengths.map((length, d) => length + (this.#lengths[d] ?? 0));
    return { keys: allKeys, values: allValues, keyLengths: this.#lengths };
  }
}

/** For each document its old rows, then its new ones. */
function interleave(
  old: Tensor,
  oldLengths: readonly number[],
  added: Tensor,
  addedLengths: readonly number[],
): Tensor {
  let oldRow = 0;
  let addedRow = 0;
  const parts = addedLengths.flatMap((length, d) => [
    old.slice(oldRow, (oldRow += oldLengths[d])),
    added.slice(addedRow, (addedRow += length)),
  ]);
  return Tensor.concat(parts);
}
