import type { Tokenizer } from '@microgpt/tokenizer';
import { checkArguments, checkCount, checkKind, checkPositive, show } from '../check-arguments.ts';
import { CONFIG_NAMES } from '../config.ts';
import type { Documents } from './documents.ts';

/** The inputs and targets of a training step. */
export interface Batch {
  /** The token ids that the model sees. */
  readonly inputs: Documents;
  /** The next token of each input token. */
  readonly targets: Documents;
}

/** The lines of a text, trimmed, without empty ones. */
export function linesOf(text: string): string[] {
  checkKind('linesOf', 'a text', text, typeof text === 'string');
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The options of {@link documentBatches}; a whole `GPTConfig` fits. */
export interface BatchOptions {
  /** The largest number of tokens of a document; longer documents are truncated. */
  readonly blockSize: number;
  /** The number of documents in a batch; default 1. */
  readonly batchSize?: number;
  /** The index of the first document, to resume: the steps so far times the batch size; default 0. */
  readonly start?: number;
}

/**
 * Endless batches of documents, in order, starting over after the last.
 *
 * A document becomes BOS, its tokens, BOS; every token but the last is an input, and the next token is its target.
 *
 * @throws RangeError if there are no documents, or a size is not a positive integer
 */
export function documentBatches(
  documents: readonly string[],
  tokenizer: Tokenizer,
  options: BatchOptions,
): Generator<Batch, never> {
  checkArguments('documentBatches', arguments, 3, [...CONFIG_NAMES, 'batchSize', 'start']);
  const { blockSize, batchSize = 1, start: first = 0 } = { ...options };
  checkKind('documentBatches', 'an array of texts', documents, Array.isArray(documents));
  if (documents.length === 0) throw new RangeError('documentBatches: no documents; pass at least one');
  checkPositive('documentBatches', { blockSize, batchSize });
  if (!(Number.isInteger(first) && first >= 0)) {
    throw new RangeError(`documentBatches: start must be an integer of at least 0, got ${show(first)}`);
  }
  return endless();

  function* endless(): Generator<Batch, never> {
    for (let start = first; ; start += batchSize) {
      const batch: string[] = [];
      for (let i = start; i < start + batchSize; i++) batch.push(documents[i % documents.length]);
      yield encodeBatch(batch, tokenizer, blockSize);
    }
  }
}

/**
 * Documents as one batch.
 *
 * @throws RangeError if the size is not a positive integer
 */
export function toBatch(documents: readonly string[], tokenizer: Tokenizer, blockSize: number): Batch {
  checkCount('toBatch', arguments.length, 3);
  checkPositive('toBatch', { blockSize });
  return encodeBatch(documents, tokenizer, blockSize);
}

function encodeBatch(documents: readonly string[], tokenizer: Tokenizer, blockSize: number): Batch {
  const { bos } = tokenizer;
  const tokens = documents.map((document) => [bos, ...tokenizer.encode(document, { maxTokens: blockSize }), bos]);
  return {
    inputs: tokens.map((ids) => ids.slice(0, Math.min(ids.length - 1, blockSize))),
    targets: tokens.map((ids) => ids.slice(1, blockSize + 1)),
  };
}

/** The first `count` batches. Unlike a `for` loop that breaks, it does not close the iterator, which can continue. */
export function* take(batches: Iterable<Batch>, count: number): Generator<Batch, void> {
  const iterator = batches[Symbol.iterator]();
  for (let taken = 0; taken < count; taken++) {
    const next = iterator.next();
    if (next.done) return;
    yield next.value;
  }
}
