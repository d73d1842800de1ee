import type { Documents } from '@microgpt/gpt';
import type { Contestant } from './contestant.ts';
import { forwardFlops, trainingFlops } from './flops.ts';
import type { Layer, Version } from './layers.ts';
import type { Runner } from './measure.ts';
import { cut } from './peers/padding.ts';
import type { Generation, Training, Workload } from './workloads/index.ts';
import type { Task } from './workloads/task.ts';

/** Something that a contestant does over and over. */
export interface Work extends Pick<Runner, 'run'> {
  /** What its units amount to, to be asked when the work is done; a layer has no such thing. */
  readonly amounts?: () => Amounts;
}

/** What the units of a workload amount to. */
export interface Amounts {
  /** How many documents a unit advances. */
  readonly documents: number;
  /** How many tokens a unit has, on average. */
  readonly tokensPerUnit: number;
  /** How many units a whole document needs, on average. */
  readonly unitsPerDocument: number;
  /** The model FLOPs of a unit, on average. */
  readonly flopsPerUnit: number;
  /** Where the contestant does something else than the others; empty if it does not. */
  readonly note: string;
}

/**
 * The work of a contestant on a workload.
 *
 * @throws RangeError that says why, if there is none
 */
export async function workOf(contestant: Contestant, workload: Workload): Promise<Work> {
  await contestant.enter?.();
  return workload.kind === 'training' ? training(contestant, workload) : generation(contestant, workload);
}

/** @throws RangeError if the contestant is none of our engines */
export function layerWork({ engine }: Contestant, { versions }: Layer, version: Version): Work {
  if (engine === undefined) throw cannot();
  const pass = versions[version](engine);
  return {
    run(passes) {
      for (let i = 0; i < passes; i++) pass();
      return passes;
    },
  };
}

function training(contestant: Contestant, workload: Training): Work {
  const task = workload.task();
  const flops = mean(task.batches.map(({ inputs }) => trainingFlops(task.config, inputs)));
  if (flops > contestant.mostFlops) throw new RangeError('a step would take too long');
  const trainer = contestant.trainer(task);
  if (trainer === undefined) throw cannot();
  const seen = seenBy(task, trainer.cutTo);
  let next = 0;
  return {
    run(steps) {
      for (let i = 0; i < steps; i++) {
        const loss = trainer.step(task.batches[next++ % task.batches.length]);
        if (!Number.isFinite(loss)) throw new RangeError(`the loss is ${loss} after ${next} steps`);
      }
      return steps;
    },
    amounts: () => ({
      documents: task.batchSize,
      tokensPerUnit: mean(seen.map((documents) => documents.flat().length)),
      unitsPerDocument: 1 / task.batchSize,
      flopsPerUnit: mean(seen.map((documents) => trainingFlops(task.config, documents))),
      note: shortened(task, trainer.cutTo) ? `documents cut to ${trainer.cutTo} positions` : '',
    }),
  };
}

/** What a contestant looks at of each batch. */
function seenBy({ batches }: Task, cutTo: number | undefined): Documents[] {
  return batches.map((batch) => (cutTo === undefined ? batch : cut(batch, cutTo)).inputs);
}

function shortened({ batches }: Task, cutTo: number | undefined): cutTo is number {
  return cutTo !== undefined && batches.some(({ inputs }) => inputs.some(({ length }) => length > cutTo));
}

function generation(contestant: Contestant, { task, weights, documents }: Generation): Work {
  const { config } = task();
  const write = contestant.writer(task(), weights(), documents);
  if (write === undefined) throw cannot();
  const total = { tokens: 0, texts: 0, flops: 0 };
  return {
    async run(tokens) {
      const written = write(tokens);
      const texts = written instanceof Promise ? await written : written;
      const count = texts.reduce((sum, { length }) => sum + length, 0);
      total.tokens += count;
      total.texts += texts.length;
      total.flops += forwardFlops(config, texts);
      return count;
    },
    amounts: () => ({
      documents,
      tokensPerUnit: 1,
      unitsPerDocument: total.tokens / total.texts,
      flopsPerUnit: total.flops / total.tokens,
      note: '',
    }),
  };
}

function cannot(): RangeError {
  return new RangeError('it does not do this');
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
