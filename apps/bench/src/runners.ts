import type { Documents } from '@microgpt/gpt';
import type { Contestant } from './contestant.ts';
import { forwardFlops, trainingFlops } from './flops.ts';
import type { Runner } from './measure.ts';
import { cut } from './peers/padding.ts';
import type { Generation, Training, Workload } from './workloads/index.ts';
import type { Task } from './workloads/task.ts';

/** A contestant at work, with what its units of work amount to. */
export interface Work extends Runner {
  /** How many documents a unit advances. */
  readonly documents: number;
  /** How many tokens a unit has, on average; ask when the work is done. */
  readonly tokensPerUnit: () => number;
  /** How many units a whole document needs, on average. */
  readonly unitsPerDocument: () => number;
  /** The model FLOPs of a unit, on average. */
  readonly flopsPerUnit: () => number;
  /** Where it does something else than the others; empty if it does not. */
  readonly note: string;
}

/** The work of a contestant on a workload, or why there is none. */
export async function workOf(contestant: Contestant, workload: Workload): Promise<Work | string> {
  await contestant.enter?.(); // what it makes is to be its own
  return workload.kind === 'training' ? training(contestant, workload) : generation(contestant, workload);
}

function training(contestant: Contestant, workload: Training): Work | string {
  const task = workload.task();
  const flops = mean(task.batches.map(({ inputs }) => trainingFlops(task.config, inputs)));
  if (flops > contestant.mostFlops) return 'a step would take too long';
  const trainer = contestant.trainer(task);
  if (trainer === undefined) return 'it does not do this';
  const seen = seenBy(task, trainer.cutTo);
  let next = 0;
  return {
    name: contestant.name,
    enter: contestant.enter,
    run(steps) {
      for (let i = 0; i < steps; i++) {
        const loss = trainer.step(task.batches[next++ % task.batches.length]);
        if (!Number.isFinite(loss)) throw new RangeError(`the loss is ${loss} after ${next} steps`);
      }
      return steps;
    },
    documents: task.batchSize,
    tokensPerUnit: () => mean(seen.map((documents) => documents.flat().length)),
    unitsPerDocument: () => 1 / task.batchSize,
    flopsPerUnit: () => mean(seen.map((documents) => trainingFlops(task.config, documents))),
    note: shortened(task, trainer.cutTo) ? `documents cut to ${trainer.cutTo} positions` : '',
  };
}

/** What a contestant looks at of each batch. */
function seenBy({ batches }: Task, cutTo: number | undefined): Documents[] {
  return batches.map((batch) => (cutTo === undefined ? batch : cut(batch, cutTo)).inputs);
}

function shortened({ batches }: Task, cutTo: number | undefined): cutTo is number {
  return cutTo !== undefined && batches.some(({ inputs }) => inputs.some(({ length }) => length > cutTo));
}

function generation(contestant: Contestant, { task, weights, documents }: Generation): Work | string {
  const { config } = task();
  const write = contestant.writer(task(), weights(), documents);
  if (write === undefined) return 'it does not do this';
  const total = { tokens: 0, texts: 0, flops: 0 };
  return {
    name: contestant.name,
    enter: contestant.enter,
    async run(tokens) {
      const written = write(tokens);
      const texts = written instanceof Promise ? await written : written;
      const count = texts.reduce((sum, { length }) => sum + length, 0);
      total.tokens += count;
      total.texts += texts.length;
      total.flops += forwardFlops(config, texts);
      return count;
    },
    documents,
    tokensPerUnit: () => 1,
    unitsPerDocument: () => total.tokens / total.texts,
    flopsPerUnit: () => total.flops / total.tokens,
    note: '',
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
