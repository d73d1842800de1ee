import { saveCheckpoint } from '@microgpt/checkpoint';
import type { Dataset, Progress, Run, Settings } from '@microgpt/run';
import { bytesOf } from './bytes-of.ts';

/** What is kept of a run at a step. */
interface RunAtStep extends Pick<Run, 'model' | 'rng'> {
  readonly dataset: Pick<Dataset, 'tokenizer'>;
  readonly batches: Pick<Run['batches'], 'toJSON'>;
  readonly progress: Pick<Progress, 'step'>;
  readonly settings: Pick<Settings, 'parts'>;
}

/**
 * The model of the step at hand as a checkpoint without optimizer, with the place of the run in its data, and the random stream that its
 * samples are drawn from.
 */
export function modelBytes(run: RunAtStep): Promise<Uint8Array<ArrayBuffer>> {
  const { model, dataset, rng, batches, progress, settings } = run;
  const { step } = progress;
  const { parts } = settings;
  const extra = parts === null ? { step } : { step, parts };
  return bytesOf(saveCheckpoint({ model, tokenizer: dataset.tokenizer, batches, random: { rng }, extra }));
}
