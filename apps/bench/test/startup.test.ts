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

test('a process that trains takes longer to its first step, and more memory, than one that does nothing', async () => {
  const [nobody, naive] = await Promise.all([startupCost('nobody', 0), startupCost('naive', 50)]);
  expect(nobody.firstStep).toBeGreaterThan(0);
  expect(naive.firstStep).toBeGreaterThan(nobody.firstStep);
  expect(naive.peakMemory).toBeGreaterThan(nobody.peakMemory);
});

test('what goes wrong in the process is what is told', async () => {
  const bad = startupCost('naive', 0, { ...task, batchSize: 2 });
  await expect(bad).rejects.toThrow('it does not do this');
});
