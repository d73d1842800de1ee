import type { CheckpointContents } from '@microgpt/checkpoint';
import type { Run } from './run.ts';
import type { RunRecord } from './run-record.ts';

/** The contents of a checkpoint of the run, for `saveCheckpoint`. */
export function contentsOf(run: Run): CheckpointContents {
  const { settings, data, from, dataset, model, optimizer, rng, batches, curve, progress } = run;
  const start = from === undefined ? {} : { from };
  const extra: RunRecord = { run: 1, settings, data, ...start, progress, history: curve.history };
  return { model, optimizer, tokenizer: dataset.tokenizer, batches, random: { rng }, extra };
}
