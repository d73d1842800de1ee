import type { Batches, GPT } from '@microgpt/gpt';
import type { Random } from '@microgpt/random';
import type { Dataset } from '../data/dataset.ts';
import type { Settings } from '@microgpt/run';
import type { RunOptimizer } from './create-optimizer.ts';
import type { LossCurve } from '@microgpt/run';
import type { DataRecord, Progress, RunRecord } from '@microgpt/run';

/** A run: everything that a checkpoint saves and restores, and the data. */
export interface Run {
  readonly settings: Settings;
  readonly data: DataRecord;
  /** The absolute path of the checkpoint with whose weights it began; undefined if they were random. */
  readonly from?: string | undefined;
  readonly dataset: Dataset;
  readonly model: GPT;
  readonly optimizer: RunOptimizer;
  /** The only random stream: it shuffles lines, draws initial values and windows, and drives dropout. */
  readonly rng: Random;
  readonly batches: Batches<void>;
  readonly curve: LossCurve;
  /** How far the run is. */
  progress: Progress;
  /** The share of the run that is done, of which the learning rate is a function if the run ends by the clock. */
  readonly position: { fraction: number };
}

/** The contents of a checkpoint of the run, for `saveCheckpoint`. */
export function contentsOf({ settings, data, from, dataset, model, optimizer, rng, batches, curve, progress }: Run) {
  const start = from === undefined ? {} : { from };
  const extra: RunRecord = { run: 1, settings, data, ...start, progress, history: curve.history };
  return { model, optimizer, tokenizer: dataset.tokenizer, batches, random: { rng }, extra };
}
