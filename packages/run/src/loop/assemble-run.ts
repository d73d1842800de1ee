import type { Engine } from '@microgpt/autograd';
import type { GPT, GPTParts } from '@microgpt/gpt';
import type { Random } from '@microgpt/random';
import type { Dataset } from '../data/dataset.ts';
import type { Settings } from '../settings/settings.ts';
import { createOptimizer } from './create-optimizer.ts';
import { LossCurve } from './loss-curve.ts';
import { rateAt } from './rate-at.ts';
import type { Run } from './run.ts';
import type { DataRecord } from '../data/data-record.ts';
import type { LossHistory, Progress } from './run-record.ts';

/** What a run starts from. */
export interface RunOptions {
  readonly settings: Settings;
  readonly data: DataRecord;
  readonly dataset: Dataset;
  /** The engine that computes; `settings.engine` is its name. */
  readonly engine: Engine;
  /** The absolute path of the checkpoint that the run starts, or once started, from. */
  readonly from?: string | undefined;
  /** Your own parts of the network. */
  readonly parts?: Partial<GPTParts> | undefined;
}

/** The state of a run. */
interface Position {
  readonly progress: Progress;
  /** Missing for a new run. */
  readonly history?: LossHistory;
  /** The place of the next batch in the data. */
  readonly place: number;
}

/** A run of a model, with a new optimizer. */
export function assembleRun(
  { settings, data, from, dataset }: RunOptions,
  model: GPT,
  rng: Random,
  { progress, history, place }: Position,
): Run {
  const { steps, batch } = settings;
  const position = { fraction: 0 };
  const lr = (step: number) => rateAt(settings, steps === null ? position.fraction : step / steps);
  return {
    settings,
    data,
    from,
    dataset,
    model,
    optimizer: createOptimizer(model, settings, lr),
    rng,
    batches: dataset.trainingBatches({ blockSize: model.config.blockSize, batchSize: batch }, rng, place),
    curve: new LossCurve(history),
    progress,
    secondsBefore: progress.seconds,
    position,
  };
}
