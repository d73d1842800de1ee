import { counted } from '../config.ts';

/** The token ids of documents, which may differ in length. */
export type Documents = readonly (readonly number[])[];

/** The tokens of all documents, concatenated; `flat()` takes several times as long. */
export function concatenate(documents: Documents): number[] {
  const ids: number[] = [];
  for (const document of documents) for (const id of document) ids.push(id);
  return ids;
}

/** The position of each token in its document, which begins with `past[d]` earlier tokens. */
export function positions(lengths: readonly number[], past: readonly number[]): number[] {
  const result: number[] = [];
  for (let d = 0; d < lengths.length; d++) {
    for (let t = 0; t < lengths[d]; t++) result.push(past[d] + t);
  }
  return result;
}

/**
 * Checks the numbers of new tokens.
 *
 * @param past the number of tokens of each document in the cache
 * @throws RangeError unless there are documents, and each has tokens, but no more than blockSize
 */
export function checkLengths(op: string, lengths: readonly number[], past: readonly number[], blockSize: number): void {
  if (lengths.length === 0) throw new RangeError(`${op}: no documents; pass at least one`);
  if (lengths.length !== past.length) {
    throw new RangeError(`${op}: the cache has ${counted(past.length, 'document')}, got ${lengths.length}`);
  }
  for (let d = 0; d < lengths.length; d++) {
    if (!(lengths[d] > 0)) {
      throw new RangeError(`${op}: document ${d} is empty or not an array; pass at least one token`);
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
