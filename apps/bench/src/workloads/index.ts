import type { Weights } from '../contestants/weights.ts';
import { namesTask, trainedWeights } from './names.ts';
import { hasShakespeare, nanoGPTTask } from './shakespeare.ts';
import type { Task } from './task.ts';

/** What is measured: training on batches of a task, or writing some documents at a time. */
export type Workload = Training | Generation;

/** Steps of training. */
export interface Training {
  readonly kind: 'training';
  readonly name: string;
  /** Where the documents come from. */
  readonly data: string;
  readonly task: () => Task;
}

/** Documents written token by token, so many side by side. */
export interface Generation extends Omit<Training, 'kind'> {
  readonly kind: 'generation';
  readonly weights: () => Weights;
  readonly documents: number;
}

const BATCH_SIZES = [1, 16];
const WIDTHS = [16, 32, 64, 128];

/** nanoGPT's CPU configuration. */
const nanoGPT: Training = {
  kind: 'training',
  name: 'train nanoGPT-CPU',
  data: hasShakespeare ? 'tinyshakespeare' : 'random tokens in place of tinyshakespeare',
  task: once(nanoGPTTask),
};

/** Everything that is measured step by step, in the order of the tables. */
export const workloads: readonly Workload[] = [
  ...BATCH_SIZES.flatMap((batch) => WIDTHS.map((width) => names(width, batch))),
  nanoGPT,
  ...BATCH_SIZES.map(writing),
];

/** Trainings whose start is measured, the smallest first. */
export const starts: readonly Training[] = [names(16, 1), nanoGPT].map((training) => ({
  ...training,
  name: training.name.replace('train', 'start'),
}));

function names(width: number, batch: number): Training {
  const name = `train names, width ${width}, batch ${batch}`;
  return { kind: 'training', name, data: 'US first names of 2018', task: once(() => namesTask(width, batch)) };
}

function writing(documents: number): Generation {
  const task = once(() => namesTask(16, 1));
  return {
    kind: 'generation',
    name: `write names, width 16, batch ${documents}`,
    data: 'those it writes',
    task,
    weights: () => trainedWeights(task()),
    documents,
  };
}

/** A function that computes its result when it is first asked. */
function once<T extends object>(compute: () => T): () => T {
  let result: T | undefined;
  return () => (result ??= compute());
}
