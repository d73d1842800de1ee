import type { Checkpoint } from '@microgpt/checkpoint';
import { GPT } from '@microgpt/gpt';
import { modelFrom } from '@microgpt/gpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import type { Random } from '@microgpt/random';
import { assembleRun, type RunOptions } from './assemble-run.ts';
import { networkOf } from './network-of.ts';
import type { Run } from './run.ts';
import type { Progress } from './run-record.ts';

const NOTHING: Progress = { step: 0, seconds: 0, elapsed: 0, tokens: 0, done: false };

/**
 * A new run, before its first step.
 *
 * @param rng the stream of the seed, after shuffling the lines
 * @param checkpoint a checkpoint whose weights are the initial ones; by default, they are random
 */
export async function createRun(options: RunOptions, rng: Random, checkpoint?: Checkpoint): Promise<Run> {
  const { settings, dataset, engine, parts = {} } = options;
  const model = checkpoint
    ? await modelFrom(checkpoint, { engine, rng, dropout: settings.dropout, ...parts })
    : new GPT(
        { ...networkOf(settings, dataset.tokenizer.vocabSize), ...parts },
        new Initializer(engine, rng, { std: settings.std }),
      );
  return assembleRun(options, model, rng, { progress: NOTHING, place: 0 });
}
