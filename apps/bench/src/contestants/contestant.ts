import type { Engine } from '@microgpt/autograd';
import type { Batch } from '@microgpt/gpt';
import { flopsPerStep, type Task } from '../workloads/task.ts';
import type { Weights } from './weights.ts';

/** One of our engines, or a peer: something that can do what is measured. */
export interface Contestant {
  /** The engine, if it is one of ours. */
  readonly engine?: Engine;
  readonly dtype: 'float32' | 'float64';
  /** What it is, for the reader of the table. */
  readonly about: string;
  /** A training run from the task's initial weights; a RangeError says why not, if it cannot do this task. */
  readonly trainer: (task: Task) => Trainer;
  /** Something that writes documents with these weights; a RangeError if it cannot. */
  readonly writer: (task: Task, weights: Weights, documents: number) => Writer;
  /** A product of two n × n matrices, to be computed at every call; undefined if it has none. */
  readonly matmul?: (n: number) => () => void;
}

/** A training run. */
export interface Trainer {
  /** The most positions of a document that it looks at; undefined if it takes documents as they are. */
  readonly cutTo?: number;
  /** One step on the batch; returns the loss before the update. */
  readonly step: (batch: Batch) => number;
}

/** Writes at least so many tokens and returns them as documents, each with the BOS that ended it, if one did. */
export type Writer = (tokens: number) => number[][] | Promise<number[][]>;

/** The error of a contestant that has no such thing. */
export function unsupported(): RangeError {
  return new RangeError('it does not do this');
}

/** @throws RangeError if a training step takes more model FLOPs than so many */
export function checkFlops(task: Task, maxFlops: number): void {
  if (flopsPerStep(task) > maxFlops) throw new RangeError('a step would take too long');
}
