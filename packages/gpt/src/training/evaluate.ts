import { inference } from '@microgpt/nn';
import { checkArguments } from '../check-arguments.ts';
import { take, type Batch } from '../data/batches.ts';
import { checkModel, type LanguageModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { lossOf } from './loss.ts';

/** The options of {@link evaluate}. */
export interface EvaluateOptions {
  /** The number of batches; default all of an array. Required for other iterables. */
  readonly batches?: number;
}

/**
 * The mean loss over all tokens of the batches, in nats, without training.
 *
 * The model runs in evaluation mode; the modes of its modules do not change.
 *
 * ```ts
 * await evaluate(model, documentBatches(documents, tokenizer, { blockSize, batchSize: 32 }), { batches: 10 });
 * ```
 *
 * @param batches an array; with `options.batches` also an endless iterator, which can continue afterwards
 * @throws RangeError if there are no batches, or the loss is not finite
 */
export async function evaluate(
  model: LanguageModel,
  batches: Iterable<Batch>,
  { batches: count = Array.isArray(batches) ? Infinity : 0 }: EvaluateOptions = {},
): Promise<number> {
  checkArguments('evaluate', arguments, 3, ['batches']);
  checkModel('evaluate', model);
  let sum = 0;
  let tokens = 0;
  for (const batch of count > 0 ? take(batches, count) : []) {
    const mean = inference(() => lossOf('evaluate', model, batch).item());
    const size = batch.targets.reduce((total, { length }) => total + length, 0);
    sum += mean * size;
    tokens += size;
    const pause = pauseIfDue();
    if (pause) await pause;
  }
  if (tokens === 0)
    throw new RangeError(
      'evaluate: no batches; pass a non-empty array, such as [...textBatches(…)] for a pass over a text, or say how many to take: { batches: 10 }',
    );
  const loss = sum / tokens;
  if (!Number.isFinite(loss)) throw new RangeError(`evaluate: the loss is ${loss}; are all weights finite?`);
  return loss;
}
