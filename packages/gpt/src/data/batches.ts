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

/** The options of {@link documentBatches} and `textBatches`; a whole `GPTConfig` fits. */
export interface BatchOptions {
  /** The largest number of tokens of a document or window; longer documents are truncated. */
  readonly blockSize: number;
  /** The number of documents or windows in a batch; default 1. */
  readonly batchSize?: number;
  /** The {@link Batches.place} of earlier batches, to continue from there; default 0. */
  readonly start?: number;
}

/** Batches that know their place in the data: {@link documentBatches} and `textBatches` return them. */
export interface Batches<End = never> extends Generator<Batch, End> {
  /**
   * The place where the next batch begins. Pass it as `start` to new batches to continue exactly there.
   *
   * For documents it is the number of documents so far, for a text the index of a token. For random windows it is 0,
   * because their place is the state of their `Random`.
   */
  readonly place: number;
  /** The options to continue from here with, as plain data: the sizes, the place as `start`, and whether it is random. */
  toJSON(): Required<BatchOptions> & { readonly random?: boolean };
}

/**
 * Endless batches of documents, in order, starting over after the last.
 *
 * A document becomes BOS, its tokens, BOS; every token but the last is an input, and the next token is its target.
 *
 * @throws RangeError if there are no documents, a size is not a positive integer, or start is not an integer from 0
 */
export function documentBatches(documents: readonly string[], tokenizer: Tokenizer, options: BatchOptions): Batches {
  checkArguments('documentBatches', arguments, 3, [...CONFIG_NAMES, 'batchSize', 'start']);
  const { blockSize, batchSize = 1, start = 0 } = { ...options };
  checkKind('documentBatches', 'an array of texts', documents, Array.isArray(documents));
  if (documents.length === 0) throw new RangeError('documentBatches: no documents; pass at least one');
  checkPositive('documentBatches', { blockSize, batchSize });
  if (!(Number.isSafeInteger(start) && start >= 0)) {
    throw new RangeError(`documentBatches: start must be an integer of at least 0, got ${show(start)}`);
  }
  let place = start;
  return withPlace(endless(), { blockSize, batchSize }, () => place);

  function* endless(): Generator<Batch, never> {
    for (;;) {
      const batch: string[] = [];
      for (let i = 0; i < batchSize; i++) batch.push(documents[(place + i) % documents.length]);
      const encoded = encodeBatch(batch, tokenizer, blockSize);
      place += batchSize;
      yield encoded;
    }
  }
}

/** Batches of a generator that says where its next batch begins. */
export function withPlace<End>(
  batches: Generator<Batch, End>,
  sizes: Required<Omit<BatchOptions, 'start'>>,
  place: () => number,
): Batches<End> {
  const toJSON = () => ({ ...sizes, start: place() });
  return Object.defineProperties(batches, { place: { get: place }, toJSON: { value: toJSON } }) as Batches<End>;
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
