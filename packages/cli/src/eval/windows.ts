import type { Tokenizer } from '@microgpt/tokenizer';

/** Tokens that a model reads, and those that it should predict after each. */
export interface Window {
  readonly input: readonly number[];
  readonly target: readonly number[];
  /** The index of the first target that counts; those before it belong to earlier windows. */
  readonly from: number;
}

/**
 * The windows of a running text, in order. Every token but the first is a target that counts, once.
 *
 * Each window begins `stride` tokens after the one before, has at most `blockSize` inputs, and counts the targets that no
 * earlier one has. With a stride of blockSize they do not overlap.
 *
 * @see https://huggingface.co/docs/transformers/perplexity
 */
export function* textWindows(ids: ArrayLike<number>, blockSize: number, stride = blockSize): Generator<Window, void> {
  const last = ids.length - 1; // only a target
  let counted = 0;
  for (let start = 0; counted < last; start += stride) {
    const end = Math.min(start + blockSize, last);
    yield { input: slice(ids, start, end), target: slice(ids, start + 1, end + 1), from: counted - start };
    counted = end;
  }
}

/** A window for each document, which begins and ends with BOS; what is beyond the block is cut off, as in training. */
export function* documentWindows(
  documents: Iterable<ArrayLike<number>>,
  { bos }: Pick<Tokenizer, 'bos'>,
  blockSize: number,
): Generator<Window, void> {
  for (const document of documents) {
    const ids = [bos, ...Array.from(document), bos];
    const length = Math.min(ids.length - 1, blockSize);
    yield { input: ids.slice(0, length), target: ids.slice(1, length + 1), from: 0 };
  }
}

function slice(ids: ArrayLike<number>, start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => ids[start + i]);
}
