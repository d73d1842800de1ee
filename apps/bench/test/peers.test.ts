import { beforeAll, describe, expect, test } from 'vitest';
import type { Contestant } from '../src/contestants/contestant.ts';
import { contestants } from '../src/contestants/index.ts';
import { cut } from '../src/contestants/padding.ts';
import { namesTask, trainedWeights } from '../src/workloads/names.ts';
import { nanoGPTTask } from '../src/workloads/shakespeare.ts';
import type { Task } from '../src/workloads/task.ts';

const STEPS = 3;
const TOLERANCE = 1e-3;

const nano = nanoGPTTask();
/** nanoGPT's network with all that is particular to it, small enough to be quick, and a clipNorm that does clip. */
const smallNano: Task = {
  ...nano,
  config: { ...nano.config, nLayer: 2, nEmbd: 16, blockSize: 8 },
  recipe: { ...nano.recipe, clipNorm: 0.1 },
  batches: nano.batches.slice(0, STEPS).map((batch) => cut(batch, 8)),
  paddedTo: 8,
};
const tasks: Readonly<Record<string, Task>> = {
  'names, batch 1': namesTask(16, 1),
  'names, batch 16': namesTask(16, 16),
  'names, width 32': namesTask(32, 16),
  nanoGPT: smallNano,
};

/** The losses of the first steps, on what the peer sees of each batch. */
function losses(contestant: Contestant, task: Task, cutTo: number | undefined): number[] {
  const trainer = contestant.trainer(task);
  const batches = task.batches.slice(0, STEPS);
  return batches.map((batch) => trainer.step(cutTo === undefined ? batch : cut(batch, cutTo)));
}

describe.each(Object.keys(contestants).filter((name) => name !== 'cpu' && name !== 'naive'))('%s', (name) => {
  let contestant: Contestant;
  let reference: Contestant;

  beforeAll(async () => {
    contestant = await contestants[name]();
    reference = await contestants.cpu();
  });

  test.each(Object.entries(tasks))('%s: its first losses are those of cpu', (_, task) => {
    const cutTo = contestant.trainer(task).cutTo;
    const expected = losses(reference, task, cutTo);
    const actual = losses(contestant, task, cutTo);
    actual.forEach((loss, i) => {
      expect(Math.abs(loss - expected[i])).toBeLessThan(TOLERANCE);
    });
  });

  test.each([1, 16])('writing %i at a time, it writes what cpu writes', async (documents) => {
    const task = tasks['names, batch 1'];
    const weights = trainedWeights(task);
    const expected = await reference.writer(task, weights, documents)(32);
    const actual = await contestant.writer(task, weights, documents)(32);
    expect(actual).toEqual(expected);
  });
});
