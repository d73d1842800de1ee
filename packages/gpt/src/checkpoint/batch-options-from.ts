import type { Checkpoint } from '@microgpt/checkpoint';
import { checkCount, checkKind, hasMethod } from '../check-arguments.ts';
import type { Batches } from '../data/batches.ts';

/**
 * The options of the batches in a checkpoint. Pass them with the same data to `documentBatches` or `textBatches` to
 * continue with the batch after the last one.
 *
 * ```ts
 * const batches = documentBatches(documents, tokenizer, batchOptionsFrom(checkpoint));
 * const windows = textBatches(tokens, { ...batchOptionsFrom(checkpoint), rng }); // random ones need rng
 * ```
 *
 * @throws RangeError if the checkpoint has no batches
 */
export function batchOptionsFrom(checkpoint: Checkpoint): ReturnType<Batches['toJSON']> {
  const op = 'batchOptionsFrom';
  checkCount(op, arguments.length, 1);
  checkKind(op, 'a checkpoint from openCheckpoint', checkpoint, hasMethod(checkpoint, 'load'));
  const { batches } = checkpoint;
  if (batches === null) {
    throw new RangeError(`${op}: the checkpoint has no batches; pass them to saveCheckpoint({ model, batches })`);
  }
  const { blockSize, batchSize, start } = batches as Record<string, unknown>;
  const isComplete = [blockSize, batchSize, start].every((n) => typeof n === 'number');
  checkKind(op, 'batches { blockSize, batchSize, start } in the checkpoint', batches, isComplete);
  return batches as ReturnType<Batches['toJSON']>;
}
