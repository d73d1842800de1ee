import type { Random } from '@microgpt/random';
import { checkArguments, checkKind, checkPositive, hasMethod, show } from '../check-arguments.ts';
import { CONFIG_NAMES } from '../config.ts';
import { withPlace, type Batch, type Batches, type BatchOptions } from './batches.ts';

/** The options of {@link textBatches}; a whole `GPTConfig` fits. */
export interface TextBatchOptions extends BatchOptions {
  /** The random stream that draws the beginning of each window. Without it, the windows follow each other. */
  readonly rng?: Random;
  /**
   * Whether the windows are random, which needs `rng`; default whether there is one. `toJSON` sets it, so that random
   * windows cannot continue in order by mistake.
   */
  readonly random?: boolean;
}

/**
 * Batches of windows of a long text: blockSize tokens in a row are the inputs, and the next token of each is its target.
 *
 * With `rng`, the windows are endless and begin anywhere, as nanoGPT draws them. There is one draw for each window,
 * `rng.below(tokens.length − blockSize)`, at the time of its batch. So the place in the data is the state of `rng`: to
 * continue exactly, save and restore it, without `start`.
 *
 * Without `rng`, they are one pass over the text. Each token except the first is a target once, so the mean loss is
 * that of the text. The last window and the last batch may be shorter.
 *
 * ```ts
 * const batches = textBatches(training, { blockSize: 64, batchSize: 12, rng });
 * const loss = await evaluate(model, [...textBatches(validation, { blockSize: 64, batchSize: 12 })]);
 * ```
 *
 * @param tokens the ids of the text; a typed array such as `Uint16Array` takes the least memory
 * @throws RangeError if there are fewer than blockSize + 1 tokens, an id is not an integer from 0, a size is not a
 *   positive integer, start is not the index of a token, or random windows have no rng
 * @throws TypeError if the tokens are not numbers in an array or typed array, or rng is not a `Random`
 * @see https://github.com/karpathy/nanoGPT/blob/master/train.py
 */
export function textBatches(tokens: ArrayLike<number>, options: BatchOptions & { readonly rng: Random }): Batches;
export function textBatches(tokens: ArrayLike<number>, options: TextBatchOptions): Batches<void>;
export function textBatches(tokens: ArrayLike<number>, options: TextBatchOptions): Batches<void> {
  checkArguments('textBatches', arguments, 2, [...CONFIG_NAMES, 'batchSize', 'random', 'rng', 'start']);
  const { blockSize, batchSize = 1, rng, random = rng !== undefined, start = 0 } = { ...options };
  const isRandom = rng === undefined || hasMethod(rng, 'below');
  checkPositive('textBatches', { blockSize, batchSize });
  checkTokens(tokens, blockSize);
  checkKind('textBatches', 'rng to be a Random, such as new Random(1)', rng, isRandom);
  if (random !== (rng !== undefined)) {
    const problem = random ? 'random windows need the rng that draws them' : 'windows in order need no rng';
    throw new RangeError(`textBatches: ${problem}; ${random ? 'pass it' : 'leave it out'}`);
  }
  const last = tokens.length - 1; // the last token is only a target
  if (!(Number.isInteger(start) && start >= 0 && start <= last)) {
    throw new RangeError(`textBatches: start must be an integer from 0 to ${last}, got ${show(start)}`);
  }
  if (rng && start > 0) {
    throw new RangeError(
      `textBatches: random windows resume from the state of rng; restore it, without start ${start}`,
    );
  }
  let place = start;
  const saved = { blockSize, batchSize, random };
  return withPlace(rng ? randomWindows(rng) : windowsInOrder(), saved, () => place);

  function* randomWindows(rng: Random): Generator<Batch, never> {
    for (;;) yield batchAt(Array.from({ length: batchSize }, () => rng.below(tokens.length - blockSize)));
  }

  function* windowsInOrder(): Generator<Batch, void> {
    while (place < last) {
      const places: number[] = [];
      for (; place < last && places.length < batchSize; place = Math.min(place + blockSize, last)) places.push(place);
      yield batchAt(places);
    }
  }

  function batchAt(places: readonly number[]): Batch {
    return {
      inputs: places.map((first) => slice(tokens, first, Math.min(first + blockSize, last))),
      targets: places.map((first) => slice(tokens, first + 1, Math.min(first + blockSize, last) + 1)),
    };
  }
}

/** An array and not a view, as for documents; copying takes less than a thousandth of a training step. */
function slice(tokens: ArrayLike<number>, start: number, end: number): number[] {
  const ids: number[] = [];
  for (let i = start; i < end; i++) ids.push(tokens[i]);
  return ids;
}

/** @throws RangeError unless there is a window, and every id is an integer from 0 */
function checkTokens(tokens: ArrayLike<number>, blockSize: number): void {
  const isList = Array.isArray(tokens) || (ArrayBuffer.isView(tokens) && !(tokens instanceof DataView));
  checkKind('textBatches', 'token ids in an array or typed array, such as tokenizer.encode(text)', tokens, isList);
  const { length } = tokens;
  if (length <= blockSize) {
    const remedy = 'pass a longer text, or a smaller blockSize';
    throw new RangeError(
      `textBatches: a window of blockSize ${blockSize} needs ${blockSize + 1} tokens, got ${length}; ${remedy}`,
    );
  }
  for (let i = 0; i < length; i++) {
    if (Number.isInteger(tokens[i]) && tokens[i] >= 0) continue;
    throw new RangeError(`textBatches: token ${i} must be an integer of at least 0, got ${show(tokens[i])}`);
  }
}
