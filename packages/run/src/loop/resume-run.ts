import type { Checkpoint } from '@microgpt/checkpoint';
import { batchOptionsFrom, modelFrom } from '@microgpt/gpt/checkpoint';
import { Random } from '@microgpt/random';
import { assembleRun, type RunOptions } from './assemble-run.ts';
import type { Run } from './run.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The run in a checkpoint, at the step where it was saved. It continues bit for bit, unless settings differ from the saved ones.
 *
 * @throws RangeError if the checkpoint does not fit the data or the parts
 */
export async function resumeRun(options: RunOptions, checkpoint: Checkpoint, record: RunRecord): Promise<Run> {
  const { settings, engine, parts = {} } = options;
  const rng = new Random(settings.seed);
  const model = await modelFrom(checkpoint, { engine, rng, ...parts });
  const { start } = batchOptionsFrom(checkpoint);
  const { history } = record;
  const run = assembleRun(options, model, rng, {
    progress: { ...record.progress, done: false },
    history,
    place: start,
  });
  await checkpoint.load({ model, optimizer: run.optimizer, random: { rng } });
  return run;
}
