import type { Engine } from '@microgpt/autograd';
import type { Batch } from '@microgpt/gpt';
import type { Task } from './workloads/task.ts';
import type { Weights } from './weights.ts';

/** One of our engines, or a peer: something that can do what is measured. */
export interface Contestant {
  readonly name: string;
  /** The engine, if it is one of ours. */
  readonly engine?: Engine;
  readonly dtype: 'float32' | 'float64';
  /** What it is, for the reader of the table. */
  readonly about: string;
  /** The most model FLOPs of a training step that it is asked for; a larger one would take minutes. */
  readonly mostFlops: number;
  /** Makes it the one at work, where several share a process; outside the time measured. */
  readonly enter?: (() => Promise<void>) | undefined;
  /** A training run from the task's initial weights; undefined if it cannot do this task. */
  readonly trainer: (task: Task) => Trainer | undefined;
  /** Something that writes documents with these weights; undefined if it cannot. */
  readonly writer: (task: Task, weights: Weights, documents: number) => Writer | undefined;
  /** A product of two n × n matrices, to be computed at every call; undefined if it has none. */
  readonly product: (n: number) => (() => void) | undefined;
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
