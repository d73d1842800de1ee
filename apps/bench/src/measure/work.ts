import { forwardFlops, type Batch } from '@microgpt/gpt';
import { unsupported, type Contestant } from '../contestants/contestant.ts';
import { cut } from '../contestants/padding.ts';
import type { Version } from '../workloads/layers.ts';
import { flopsPerStep, type Task } from '../workloads/task.ts';
import { workloads, type Workload } from '../workloads/index.ts';
import { trainedWeights } from '../workloads/names.ts';
import type { Runner } from './measure.ts';

/** What a process works on: matrix products of n × n, a layer or a workload, over and over; or how training on a task starts. */
export type Assignment = { readonly contestant: string } & (
  | { readonly matmul: number }
  | { readonly layer: string; readonly version: Version }
  | { readonly workload: string }
  | { readonly task: Task; readonly continueFor: number } // milliseconds after the first step
);

/** The repeated work of a contestant, and its metadata. */
export interface Work extends Partial<Runner> {
  readonly amounts?: () => Amounts;
  readonly startupCost?: () => StartupCost;
  readonly describe?: () => Description;
}

/** The averages per unit of a workload. */
export interface Amounts {
  /** The mean number of tokens per unit. */
  readonly tokensPerUnit: number;
  /** The mean number of units per document. */
  readonly unitsPerDocument: number;
  /** The mean number of model FLOPs per unit. */
  readonly flopsPerUnit: number;
  /** The difference of the contestant's work from that of the others; empty if there is none. */
  readonly note: string;
}

/** The time and memory needed to start training. */
export interface StartupCost {
  /** From the start of the process to the end of the first step, in milliseconds. */
  readonly firstStep: number;
  /** The peak memory of the process, in megabytes. */
  readonly peakMemory: number;
}

/** The description of a contestant. */
export type Description = Pick<Contestant, 'dtype' | 'about'>;

/**
 * The work of a contestant.
 *
 * @throws RangeError with the reason, if there is none
 */
export async function workOf(
  contestant: Contestant,
  assignment: Exclude<Assignment, { task: unknown }>,
): Promise<Work> {
  const { engine, dtype, about, matmul } = contestant;
  if ('matmul' in assignment) {
    return { describe: () => ({ dtype, about }), ...(matmul && repeated(matmul(assignment.matmul))) };
  }
  if ('layer' in assignment) {
    const { layers } = await import('../workloads/layers.ts');
    if (engine === undefined) throw unsupported();
    return repeated(named(layers, assignment.layer)[assignment.version](engine));
  }
  const workload = named(workloads, assignment.workload);
  return workload.kind === 'training' ? training(contestant, workload) : generation(contestant, workload);
}

function training(contestant: Contestant, { task: taskOf, documents }: Workload): Work {
  const task = taskOf();
  const { batches } = task;
  const { step, cutTo } = contestant.trainer(task);
  const seen = cutTo === undefined ? batches : batches.map((batch) => cut(batch, cutTo));
  const tokens = tokensPerBatch(seen);
  let next = 0;
  return {
    run(steps) {
      for (let i = 0; i < steps; i++) {
        const loss = step(batches[next++ % batches.length]);
        if (!Number.isFinite(loss)) throw new RangeError(`the loss is ${loss} after ${next} steps`);
      }
      return steps;
    },
    amounts: () => ({
      tokensPerUnit: tokens,
      unitsPerDocument: 1 / documents,
      flopsPerUnit: flopsPerStep({ ...task, batches: seen }),
      note: tokens < tokensPerBatch(batches) ? `documents cut to ${cutTo} positions` : '',
    }),
  };
}

function tokensPerBatch(batches: readonly Batch[]): number {
  return batches.flatMap(({ inputs }) => inputs.flat()).length / batches.length;
}

function generation(contestant: Contestant, { task: taskOf, documents }: Workload): Work {
  const task = taskOf();
  const write = contestant.writer(task, trainedWeights(task), documents);
  const total = { tokens: 0, texts: 0, flops: 0 };
  return {
    async run(tokens) {
      const texts = await write(tokens);
      const count = texts.reduce((sum, { length }) => sum + length, 0);
      total.tokens += count;
      total.texts += texts.length;
      total.flops += forwardFlops(task.config, texts);
      return count;
    },
    amounts: () => ({
      tokensPerUnit: 1,
      unitsPerDocument: total.tokens / total.texts,
      flopsPerUnit: total.flops / total.tokens,
      note: '',
    }),
  };
}

function repeated(action: () => unknown): Work {
  return {
    run(times) {
      for (let i = 0; i < times; i++) action();
      return times;
    },
  };
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no "${name}"`);
  return found;
}
