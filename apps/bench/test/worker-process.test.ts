import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Assignment } from '../src/measure/work.ts';
import { buildWorker, WorkerProcess } from '../src/measure/worker-process.ts';

const started: WorkerProcess[] = [];

function start(assignment: Assignment): WorkerProcess {
  const work = new WorkerProcess(assignment);
  started.push(work);
  return work;
}

beforeAll(buildWorker);

afterEach(() => {
  for (const work of started.splice(0)) work.end();
});

describe('WorkerProcess', () => {
  test('trains, and tells what a step amounts to', async () => {
    const work = start({ contestant: 'cpu', workload: 'train names, width 16, batch 16' });
    expect(await work.run(3)).toBe(3);
    const amounts = await work.ask('amounts');
    expect(amounts).toMatchObject({ unitsPerDocument: 1 / 16, note: '' });
    expect(amounts.tokensPerUnit).toBeCloseTo(7 * 16, -1); // the mean name has 7 positions
  });

  test('writes at least as many tokens as it is asked for, and counts them', async () => {
    const work = start({ contestant: 'naive', workload: 'write names, width 16, batch 1' });
    expect(await work.run(20)).toBeGreaterThanOrEqual(20);
    expect((await work.ask('amounts')).unitsPerDocument).toBeGreaterThan(1);
  });

  test('does the passes of a layer', async () => {
    const work = start({ contestant: 'wasm', layer: 'layer RMSNorm', version: 'custom' });
    expect(await work.run(5)).toBe(5);
  });

  test('multiplies matrices, and says who does', async () => {
    const work = start({ contestant: 'cpu', matmul: 8 });
    expect(await work.run(2)).toBe(2);
    expect(await work.ask('describe')).toEqual({ dtype: 'float64', about: 'plain loops over float64 arrays' });
  });

  test('says who cannot multiply matrices, too', async () => {
    const work = start({ contestant: 'scalar', matmul: 8 });
    expect(await work.ask('describe')).toMatchObject({ dtype: 'float64' });
    await expect(work.run(1)).rejects.toThrow('it does not do this');
  });

  test('several work at once, each by itself', async () => {
    const works = ['cpu', 'wasm'].map((contestant) =>
      start({ contestant, workload: 'train names, width 16, batch 1' }),
    );
    expect(await Promise.all(works.map((work, i) => work.run(i + 1)))).toEqual([1, 2]);
  });

  test.each([
    [{ contestant: 'scalar', workload: 'train nanoGPT-CPU' }, 'a step would take too long'],
    [{ contestant: 'naive', workload: 'write names, width 16, batch 16' }, 'it does not do this'],
    [{ contestant: 'naive', layer: 'layer RMSNorm', version: 'custom' }, 'it does not do this'],
    [{ contestant: 'cpu', workload: 'train nobody' }, 'there is no "train nobody"'],
  ] as const)('%o is refused: %s', async (assignment, reason) => {
    await expect(start(assignment).run(1)).rejects.toThrow(reason);
  });

  test('a process that ends leaves its work undone with an error, then and later', async () => {
    const work = start({ contestant: 'cpu', workload: 'train names, width 16, batch 1' });
    const running = work.run(1e9);
    work.end();
    await expect(running).rejects.toThrow('its process ended with SIGTERM');
    await expect(work.run(1)).rejects.toThrow();
  });
});
