import { saveCheckpoint } from '@microgpt/checkpoint';
import type { Run } from '@microgpt/run';
import { bytesOf } from './bytes-of.ts';

/** The model of the step at hand as a checkpoint without optimizer, with the random stream that its samples are drawn from. */
export function modelBytes({ model, dataset, rng, progress }: Run): Promise<Uint8Array<ArrayBuffer>> {
  const { step } = progress;
  return bytesOf(saveCheckpoint({ model, tokenizer: dataset.tokenizer, random: { rng }, extra: { step } }));
}
