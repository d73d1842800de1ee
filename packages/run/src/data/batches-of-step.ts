import type { Batch, GPT, GPTParts } from '@microgpt/gpt';
import { Random, type RandomState } from '@microgpt/random';
import type { Dataset } from './dataset.ts';
import { dropoutDraws } from './dropout-draws.ts';

/** Where a run is in its data after a step. A checkpoint holds it: the place of its batches, and its random stream. */
export interface DataPosition {
  /** The number of steps so far. */
  readonly step: number;
  /** The place of the next batch; 0 for random windows. */
  readonly place: number;
  /** The random stream. */
  readonly random: RandomState;
}

/** A run, as far as its batches depend on it. */
export interface BatchesOfStepOptions {
  readonly dataset: Pick<Dataset, 'kind' | 'trainingBatches'>;
  /** The model at any step: its network says how large the windows are, and how many numbers dropout draws. */
  readonly model: GPT;
  /** The number of documents or windows in a batch. */
  readonly batch: number;
  /** The number of batches in a step. */
  readonly accumulate: number;
  /** Your own parts of the network. */
  readonly parts?: Partial<GPTParts> | undefined;
  /** The most draws of dropout that may be repeated, of which ten million take about half a second; default no limit. */
  readonly mostDraws?: number;
}

/**
 * The batches that a step of a run trained on, from the position of the run at another step.
 *
 * Lines come in order, so the position may be that of a later step. Windows are drawn from the random stream, from which dropout draws,
 * too. So for running text the position must be that of an earlier step, and all draws in between are repeated.
 *
 * @param step the number of the step, from 1
 * @returns as many batches as the step accumulates
 * @throws RangeError if the step cannot be found from the position: it is no step of the run, its windows were drawn before the position,
 *   or dropout has drawn more than `mostDraws` in between
 */
export function batchesOfStep(step: number, options: BatchesOfStepOptions, position: DataPosition): Batch[] {
  const { dataset, model, batch, accumulate, parts, mostDraws = Infinity } = options;
  const skipped = step - 1 - position.step;
  const isFound = dataset.kind === 'lines' ? position.place + skipped * accumulate * batch >= 0 : skipped >= 0;
  if (!Number.isInteger(step) || step < 1 || !isFound) {
    throw new RangeError(`batchesOfStep: step ${step} cannot be found from the position after step ${position.step}`);
  }
  const sizes = { blockSize: model.config.blockSize, batchSize: batch };
  const rng = new Random(0);
  rng.restore(position.random);
  if (dataset.kind === 'lines') {
    return next(dataset.trainingBatches(sizes, rng, position.place + skipped * accumulate * batch), accumulate);
  }
  const batches = dataset.trainingBatches(sizes, rng);
  let draws: number | undefined;
  for (let i = 0; i < skipped; i++) {
    const drawn = next(batches, accumulate);
    draws ??= accumulate * dropoutDraws(model, drawn[0], parts); // all windows have the same length
    if (draws * skipped > mostDraws) {
      const drew = `dropout drew ${draws * skipped} numbers from step ${position.step} to step ${step}`;
      throw new RangeError(`batchesOfStep: ${drew}, more than ${mostDraws}; pass a later position`);
    }
    for (let n = 0; n < draws; n++) rng.random();
  }
  return next(batches, accumulate);
}

function next(batches: Iterator<Batch, unknown>, count: number): Batch[] {
  return Array.from({ length: count }, () => batches.next().value as Batch);
}
