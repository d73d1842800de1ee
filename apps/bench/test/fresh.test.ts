import { beforeAll, expect, test } from 'vitest';
import { inFreshProcess } from '../src/fresh.ts';
import { buildPrograms } from '../src/programs.ts';
import { namesTask } from '../src/workloads/names.ts';

const task = namesTask(16, 1);

beforeAll(buildPrograms);

test('a process that trains takes longer to its first step, and more memory, than one that does nothing', async () => {
  const nobody = await inFreshProcess({ contestant: 'nobody', task, milliseconds: 0 });
  const cpu = await inFreshProcess({ contestant: 'cpu', task, milliseconds: 50 });
  expect(nobody.firstStep).toBeGreaterThan(0);
  expect(cpu.firstStep).toBeGreaterThan(nobody.firstStep);
  expect(cpu.peakMemory).toBeGreaterThan(nobody.peakMemory);
});

test('what goes wrong in the process is what is told', async () => {
  const bad = inFreshProcess({ contestant: 'naive', task: { ...task, batchSize: 2 }, milliseconds: 0 });
  await expect(bad).rejects.toThrow('naive cannot do this task');
});
