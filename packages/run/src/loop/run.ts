import type { Batches, GPT } from '@microgpt/gpt';
import type { Random } from '@microgpt/random';
import type { Dataset } from '../data/dataset.ts';
import type { Settings } from '../settings/settings.ts';
import type { RunOptimizer } from './create-optimizer.ts';
import type { LossCurve } from './loss-curve.ts';
import type { DataRecord } from '../data/data-record.ts';
import type { Progress } from './run-record.ts';

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
  /** The seconds of training before this program. */
  readonly secondsBefore: number;
  /** The share of the run that is done, of which the learning rate is a function if the run ends by the clock. */
  readonly position: { fraction: number };
}
