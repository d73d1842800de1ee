import type { Tokenizer } from '@microgpt/tokenizer';
import { checkArguments, checkCount, checkKind, checkPositive } from '../check-arguments.ts';
import { SIZES } from '../config.ts';
import type { Documents } from './documents.ts';

/** Inputs and targets of a training step. */
export interface Batch {
  /** Token ids that the model is given. */
  readonly inputs: Documents;
  /** For each token of the inputs, the one that comes next. */
  readonly targets: Documents;
}

/** The lines of a text, trimmed, empty ones dropped. */
export function linesOf(text: string): string[] {
  checkKind('linesOf', 'a text', text, typeof text === 'string');
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** How documents are cut into batches; you can pass a whole `GPTConfig`. */
export interface BatchOptions {
  /** The most tokens that are taken of a document; what exceeds them is left out. */
  readonly blockSize: number;
  /** How many documents a batch has; default 1. */
  readonly batchSize?: number;
}

/**
 * Batches of documents in order, again from the first after the last, without end.
 *
 * A document becomes BOS, its characters, BOS; each token but the last is an input, its successor the target.
 *
 * @throws RangeError if there is no document, or a size is not a positive integer
 */
export function documentBatches(
  documents: readonly string[],
  tokenizer: Tokenizer,
  options: BatchOptions,
): Generator<Batch, never> {
  checkArguments('documentBatches', arguments, 3, [...SIZES, 'batchSize']);
  const { blockSize, batchSize = 1 } = { ...options };
  checkKind('documentBatches', 'an array of texts', documents, Array.isArray(documents));
  if (documents.length === 0) throw new RangeError('documentBatches: no documents; pass at least one');
  checkPositive('documentBatches', { blockSize, batchSize });
  return endless();

  function* endless(): Generator<Batch, never> {
    for (let start = 0; ; start += batchSize) {
      const chosen: string[] = [];
      for (let i = start; i < start + batchSize; i++) chosen.push(documents[i % documents.length]);
      yield cut(chosen, tokenizer, blockSize);
    }
  }
}

/**
 * Some documents as one batch.
 *
 * @throws RangeError if the size is not a positive integer
 */
export function toBatch(documents: readonly string[], tokenizer: Tokenizer, blockSize: number): Batch {
  checkCount('toBatch', arguments.length, 3);
  checkPositive('toBatch', { blockSize });
  return cut(documents, tokenizer, blockSize);
}

function cut(documents: readonly string[], tokenizer: Tokenizer, blockSize: number): Batch {
  const { bos } = tokenizer;
  const tokens = documents.map((document) => [bos, ...tokenizer.encode(document, { maxTokens: blockSize }), bos]);
  return {
    inputs: tokens.map((ids) => ids.slice(0, Math.min(ids.length - 1, blockSize))),
    targets: tokens.map((ids) => ids.slice(1, blockSize + 1)),
  };
}

/** The first batches. Unlike a `for` loop that breaks, it does not close the iterator: the rest can be taken later. */
export function* take(batches: Iterable<Batch>, most: number): Generator<Batch, void> {
  const iterator = batches[Symbol.iterator]();
  for (let taken = 0; taken < most; taken++) {
    const next = iterator.next();
    if (next.done) return;
    yield next.value;
  }
}
