import type { Engine } from '@microgpt/autograd';
import type { Batch } from '@microgpt/gpt';
import { flopsPerStep, type Task } from '../workloads/task.ts';
import type { Weights } from './weights.ts';

/** A contestant of the benchmark: one of our engines, or another library. */
export interface Contestant {
  /** The engine, if it is one of ours. */
  readonly engine?: Engine;
  readonly dtype: 'float32' | 'float64';
  /** The description in the table. */
  readonly about: string;
  /** Starts a training run from the task's initial weights; throws a RangeError with the reason if it cannot do the task. */
  readonly trainer: (task: Task) => Trainer;
  /** Returns a function that generates documents with these weights; throws a RangeError if it cannot. */
  readonly writer: (task: Task, weights: Weights, documents: number) => Writer;
  /** Returns a function that multiplies two n × n matrices at every call; undefined if it has none. */
  readonly matmul?: (n: number) => () => void;
}

/** A training run. */
export interface Trainer {
  /** The length to which it pads or truncates documents; undefined if it does neither. */
  readonly cutTo?: number;
  /** Does a step on the batch; returns the loss before the update. */
  readonly step: (batch: Batch) => number;
}

/** Generates at least so many tokens, and returns them as documents, each with the BOS that ended it, if any. */
export type Writer = (tokens: number) => number[][] | Promise<number[][]>;

/** The error of a contestant that cannot do a workload. */
export function unsupported(): RangeError {
  return new RangeError('it does not do this');
}

/** @throws RangeError if a training step takes more model FLOPs than so many */
export function checkFlops(task: Task, maxFlops: number): void {
  if (flopsPerStep(task) > maxFlops) throw new RangeError('a step would take too long');
}
