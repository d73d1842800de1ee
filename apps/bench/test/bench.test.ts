import { expect, test } from 'vitest';
import { Bench } from '../src/bench.ts';

/** A short run of what matches, and what it shows. */
async function run(only: RegExp) {
  const shown: string[] = [];
  const results = await new Bench(
    { quick: true, only, json: undefined },
    { log: (text: string) => shown.push(text), warn: () => undefined },
  ).run();
  return { results, shown: shown.join('\n') };
}

test('measures the one layer on the one engine that is asked for, in both versions', async () => {
  const { results, shown } = await run(/layer RMSNorm · cpu/);
  const { contestants, rows, layers, fresh, skipped } = results;
  expect(contestants.map(({ name }) => name)).toEqual(['cpu']);
  expect([rows, fresh, skipped]).toEqual([[], [], []]);
  expect(layers).toHaveLength(1);
  expect(layers[0]).toMatchObject({ workload: 'layer RMSNorm', engine: 'cpu' });
  expect(layers[0].custom).toBeGreaterThan(layers[0].builtIn); // ten operations instead of one kernel
  expect(shown).toContain('## Layers of your own');
});

test('measures a workload, and says who does not take part', async () => {
  const { results } = await run(/write names, width 16, batch 16 · (wasm|naive)/);
  expect(results.rows).toHaveLength(1);
  expect(results.rows[0]).toMatchObject({ engine: 'wasm', batch: 16, rounds: 3 });
  expect(results.rows[0].usPerStep).toBeGreaterThan(0);
  expect(results.layers).toEqual([]);
  expect(results.skipped).toEqual([
    { workload: 'write names, width 16, batch 16', engine: 'naive', reason: 'it does not do this' },
  ]);
});

test('a pattern that matches nothing is an error that tells what there is', async () => {
  await expect(run(/nothing of the kind/)).rejects.toThrow(/There is nothing to measure.*layer RMSNorm/s);
});
