import { saveCheckpoint } from '@microgpt/checkpoint';
import type { Dataset, Progress, Run } from '@microgpt/run';
import { bytesOf } from './bytes-of.ts';

/** What is kept of a run at a step. */
interface RunAtStep extends Pick<Run, 'model' | 'rng'> {
  readonly dataset: Pick<Dataset, 'tokenizer'>;
  readonly batches: Pick<Run['batches'], 'toJSON'>;
  readonly progress: Pick<Progress, 'step'>;
}

/**
 * The model of the step at hand as a checkpoint without optimizer, with the place of the run in its data, and the random stream that its
 * samples are drawn from.
 */
export function modelBytes({ model, dataset, rng, batches, progress }: RunAtStep): Promise<Uint8Array<ArrayBuffer>> {
  const { step } = progress;
  return bytesOf(saveCheckpoint({ model, tokenizer: dataset.tokenizer, batches, random: { rng }, extra: { step } }));
}
