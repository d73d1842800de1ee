import { documentBatches, linesOf, splitData, textBatches, toBatch, type Batch, type Batches } from '@microgpt/gpt';
import type { Random } from '@microgpt/random';
import { encodePieces, type Tokenizer } from '@microgpt/tokenizer';
import { RunError } from '../settings/run-error.ts';
import type { DataKind, Settings } from '../settings/settings.ts';
import { containsIn } from './contains-in.ts';
import type { Corpus } from './corpus.ts';

/** The sizes of batches. */
export interface BatchSizes {
  readonly blockSize: number;
  readonly batchSize: number;
}

/** The batches of an evaluation. */
export interface EvaluationBatches {
  readonly batches: Iterable<Batch>;
  /** The number of batches. */
  readonly count: number;
}

/** The data of a run as tokens: a part to train on, and a part held out. */
export interface Dataset {
  readonly kind: DataKind;
  readonly tokenizer: Tokenizer;
  /** The number of documents; 1 for a running text. */
  readonly documents: number;
  /** The number of documents in the training part. */
  readonly trainingDocuments: number;
  /** The number of tokens to predict in the training part: for a document, its own and the one that ends it. */
  readonly trainingTokens: number;
  readonly validationTokens: number;
  /** The number of tokens of the longest document, with the one that ends it; of a running text, all. */
  readonly longest: number;
  /** The number of documents with more tokens than a block, of which the rest is cut off; 0 for a running text. */
  longerThan(blockSize: number): number;
  /** The ids of the training part, for statistics: of each document without the token that ends it, or of the text. */
  trainingIds(): Iterable<ArrayLike<number>>;
  /** The same of the validation part. */
  validationIds(): Iterable<ArrayLike<number>>;
  /**
   * Endless batches of the training part: documents in order, or random windows of the text.
   *
   * @param rng the stream that draws the windows
   * @param start the place of earlier batches
   */
  trainingBatches(sizes: BatchSizes, rng: Random, start?: number): Batches<void>;
  /**
   * Batches of the validation part, the same each time: all of it in order, or as many random ones as asked for.
   *
   * Documents are in random order already, so the first of them are random ones.
   *
   * @param count the number of batches; 0 for all
   * @param rng a stream for the windows that the run does not use otherwise
   * @returns undefined if nothing is held out
   */
  evaluation(sizes: BatchSizes, count: number, rng: Random): EvaluationBatches | undefined;
  /** Whether the training part contains a text: as a document, or anywhere in the running text. */
  contains(text: string): boolean;
}

/** What a dataset is made of. */
export interface DatasetOptions {
  readonly corpus: Pick<Corpus, 'source' | 'text'>;
  readonly kind: DataKind;
  readonly tokenizer: Tokenizer;
  /** The share that is held out, from the end of a text or of the shuffled lines. */
  readonly validation: Settings['validation'];
  /** The stream that shuffles the lines. */
  readonly rng: Random;
}

/** The texts of a corpus: its lines, or the whole text. */
export function textsOf({ text }: Pick<Corpus, 'text'>, kind: DataKind): string[] {
  return kind === 'lines' ? linesOf(text) : [text];
}

/**
 * The texts of the training part: its lines, in the order in which they are trained on, or its text.
 *
 * @throws RunError if one of the two parts would be empty
 */
export function trainingTexts(options: Omit<DatasetOptions, 'tokenizer'>): string[] {
  return options.kind === 'lines' ? lineParts(options).training : [textParts(options).training];
}

/**
 * The tokens of a corpus.
 *
 * @throws RunError if one of the two parts would be empty, or the tokenizer does not know a character
 */
export async function createDataset(options: DatasetOptions): Promise<Dataset> {
  try {
    return options.kind === 'lines' ? linesDataset(options) : await textDataset(options);
  } catch (error) {
    if (error instanceof RunError || !(error instanceof RangeError)) throw error;
    throw new RunError(`${options.corpus.source}: ${error.message}`);
  }
}

function linesDataset(options: DatasetOptions): Dataset {
  const { tokenizer } = options;
  const { training, validation } = lineParts(options);
  const shuffled = [...training, ...validation];
  const lengths = Uint32Array.from(shuffled, (line) => tokenizer.encode(line).length + 1);
  return {
    kind: 'lines',
    tokenizer,
    documents: shuffled.length,
    trainingDocuments: training.length,
    trainingTokens: sum(lengths.subarray(0, training.length)),
    validationTokens: sum(lengths.subarray(training.length)),
    longest: lengths.reduce((most, length) => Math.max(most, length), 0),
    longerThan: (blockSize) => lengths.reduce((count, length) => count + (length > blockSize ? 1 : 0), 0),
    trainingIds: () => encoded(training),
    validationIds: () => encoded(validation),
    trainingBatches: (sizes, _, start = 0) => documentBatches(training, tokenizer, { ...sizes, start }),
    evaluation: ({ blockSize, batchSize }, count) => {
      if (validation.length === 0) return undefined;
      const all = Math.ceil(validation.length / batchSize);
      const taken = count === 0 ? all : Math.min(count, all);
      return { count: taken, batches: batchesInOrder(validation, taken, { blockSize, batchSize }) };
    },
    contains: containsIn(training, 'lines'),
  };

  function* encoded(lines: readonly string[]): Generator<number[], void> {
    for (const line of lines) yield tokenizer.encode(line);
  }

  function* batchesInOrder(lines: readonly string[], count: number, { blockSize, batchSize }: BatchSizes) {
    for (let i = 0; i < count; i++) {
      yield toBatch(lines.slice(i * batchSize, (i + 1) * batchSize), tokenizer, blockSize);
    }
  }
}

async function textDataset(options: DatasetOptions): Promise<Dataset> {
  const { tokenizer } = options;
  const { training, validation } = textParts(options);
  const trained = await encodePieces(tokenizer, [training]);
  const kept = await encodePieces(tokenizer, [validation]);
  return {
    kind: 'text',
    tokenizer,
    documents: 1,
    trainingDocuments: 1,
    trainingTokens: trained.length,
    validationTokens: kept.length,
    longest: trained.length,
    longerThan: () => 0,
    trainingIds: () => [trained],
    validationIds: () => (kept.length === 0 ? [] : [kept]),
    trainingBatches: (sizes, rng) => textBatches(trained, { ...sizes, rng }),
    evaluation: (sizes, count, rng) => {
      if (kept.length === 0) return undefined;
      if (count > 0) return { count, batches: textBatches(kept, { ...sizes, rng }) };
      const windows = Math.ceil((kept.length - 1) / sizes.blockSize);
      return { count: Math.ceil(windows / sizes.batchSize), batches: textBatches(kept, sizes) };
    },
    contains: containsIn([training], 'text'),
  };
}

function lineParts({ corpus, validation, rng }: Omit<DatasetOptions, 'tokenizer'>) {
  return parts(rng.shuffle(linesOf(corpus.text)), validation, 'lines');
}

function textParts({ corpus, validation }: Omit<DatasetOptions, 'tokenizer'>) {
  return parts(corpus.text, validation, 'characters');
}

/** @throws RunError if a part would be empty */
function parts<Data extends string | string[]>(
  data: Data,
  share: number,
  items: string,
): { training: Data; validation: Data } {
  if (share === 0) return { training: data, validation: data.slice(data.length) as Data };
  try {
    return splitData(data as string, share) as { training: Data; validation: Data };
  } catch {
    throw new RunError(
      (s) =>
        `${s('validation')} ${share}: one of the two parts of ${data.length} ${items} would be empty; pass a share between 0 and 1, or 0 to hold nothing out`,
    );
  }
}

function sum(numbers: Uint32Array): number {
  return numbers.reduce((total, n) => total + n, 0);
}
