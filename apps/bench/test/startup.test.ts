import { beforeAll, expect, test } from 'vitest';
import { buildWorker, WorkerProcess } from '../src/measure/worker-process.ts';
import type { StartupCost } from '../src/measure/work.ts';
import { namesTask } from '../src/workloads/names.ts';

const task = namesTask(16, 1);

beforeAll(buildWorker);

async function startupCost(contestant: string, continueFor: number, task = namesTask(16, 1)): Promise<StartupCost> {
  const worker = new WorkerProcess({ contestant, task, continueFor });
  try {
    return await worker.ask('startupCost');
  } finally {
    worker.end();
  }
}

/** Another program on this machine can delay a process, but not speed it up. */
async function leastOfThree(contestant: string): Promise<StartupCost> {
  const costs: StartupCost[] = [];
  for (let i = 0; i < 3; i++) costs.push(await startupCost(contestant, 50));
  return {
    firstStep: Math.min(...costs.map(({ firstStep }) => firstStep)),
    peakMemory: Math.min(...costs.map(({ peakMemory }) => peakMemory)),
  };
}

test('a process that trains takes longer to its first step, and more memory, than one that does nothing', async () => {
  const [nobody, naive] = [await leastOfThree('nobody'), await leastOfThree('naive')];
  expect(nobody.firstStep).toBeGreaterThan(0);
  expect(naive.firstStep).toBeGreaterThan(nobody.firstStep);
  expect(naive.peakMemory).toBeGreaterThan(nobody.peakMemory);
});

test('what goes wrong in the process is what is told', async () => {
  const bad = startupCost('naive', 0, { ...task, batchSize: 2 });
  await expect(bad).rejects.toThrow('it does not do this');
});
