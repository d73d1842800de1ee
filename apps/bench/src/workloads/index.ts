import { namesTask } from './names.ts';
import { hasShakespeare, nanoGPTTask } from './shakespeare.ts';
import type { Task } from './task.ts';

/** What is measured step by step: training on batches of a task, or writing documents token by token. */
export interface Workload {
  readonly kind: 'training' | 'generation';
  readonly name: string;
  /** Where the documents come from. */
  readonly data: string;
  readonly task: () => Task;
  /** How many documents are in a batch, or are written side by side. */
  readonly documents: number;
}

const BATCH_SIZES = [1, 16];
const WIDTHS = [16, 32, 64, 128];

const nanoGPT: Workload = {
  kind: 'training',
  name: 'train nanoGPT-CPU',
  data: hasShakespeare ? 'tinyshakespeare' : 'random tokens in place of tinyshakespeare',
  task: once(nanoGPTTask),
  documents: 12,
};

/** Everything that is measured step by step, in the order of the tables. */
export const workloads: readonly Workload[] = [
  ...BATCH_SIZES.flatMap((batch) => WIDTHS.map((width) => names(width, batch))),
  nanoGPT,
  ...BATCH_SIZES.map(writing),
];

/** Trainings whose start is measured, the smallest first. */
export const starts: readonly Workload[] = [names(16, 1), nanoGPT].map((training) => ({
  ...training,
  name: training.name.replace('train', 'start'),
}));

function names(width: number, documents: number): Workload {
  const name = `train names, width ${width}, batch ${documents}`;
  const task = once(() => namesTask(width, documents));
  return { kind: 'training', name, data: 'US first names of 2018', task, documents };
}

function writing(documents: number): Workload {
  const name = `write names, width 16, batch ${documents}`;
  return { ...names(16, 1), kind: 'generation', name, data: 'those it writes', documents };
}

/** A function that computes its result when it is first asked. */
function once<T extends object>(compute: () => T): () => T {
  let result: T | undefined;
  return () => (result ??= compute());
}
