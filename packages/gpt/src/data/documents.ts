/** Token ids of several documents, each of its own length. */
export type Documents = readonly (readonly number[])[];

/** The tokens of all documents, one document after the other; `flat()` takes several times as long. */
export function concatenate(documents: Documents): number[] {
  const ids: number[] = [];
  for (const document of documents) for (const id of document) ids.push(id);
  return ids;
}

/** The position of each token in its document, the first `past[d]` tokens of which came before. */
export function positions(lengths: readonly number[], past: readonly number[]): number[] {
  const result: number[] = [];
  for (let d = 0; d < lengths.length; d++) {
    for (let t = 0; t < lengths[d]; t++) result.push(past[d] + t);
  }
  return result;
}

/**
 * @param past how many tokens of each document a cache holds
 * @throws RangeError unless there is a document, and each has tokens but no more than fit
 */
export function checkLengths(op: string, lengths: readonly number[], past: readonly number[], blockSize: number): void {
  if (lengths.length === 0) throw new RangeError(`${op}: no documents; pass at least one`);
  if (lengths.length !== past.length) {
    throw new RangeError(`${op}: number of documents: the cache has ${past.length}, got ${lengths.length}`);
  }
  for (let d = 0; d < lengths.length; d++) {
    if (!(lengths[d] > 0)) {
      throw new RangeError(`${op}: document ${d} is empty or not an array; it needs at least one token`);
    }
    const total = past[d] + lengths[d];
    if (total > blockSize) {
      throw new RangeError(
        `${op}: document of ${total} tokens exceeds blockSize ${blockSize}; pass at most ${blockSize}`,
      );
    }
  }
}

/** @throws RangeError unless every id is an integer from 0 to vocabSize − 1 */
export function checkIds(op: string, ids: readonly number[], vocabSize: number): void {
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 0 || id >= vocabSize) {
      throw new RangeError(`${op}: token id ${id} must be an integer from 0 to ${vocabSize - 1}`);
    }
  }
}
