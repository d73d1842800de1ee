import { baselinesOfDataset, createRun, presets } from '@microgpt/run';
import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import type { RunStatus } from '../../src/run/run-state.ts';
import { RunStore } from '../../src/store/run-store.ts';
import { newRun } from '../../src/training/new-run.ts';
import { OpenRun } from '../../src/training/open-run.ts';
import { RunKeeper } from '../../src/training/run-keeper.ts';
import { names } from '../trained-run.ts';

/** Trains, and returns the status in each state that the page was told. It takes a state when what `taken` returns settles. */
async function toldBy(taken: () => Promise<void>): Promise<RunStatus[]> {
  const text = { source: 'names', name: 'names', bytes: names };
  const { settings, data, dataset, rng } = await newRun({ ...presets.names, steps: 1000, embd: 32 }, text);
  const told: RunStatus[] = [];
  const run = new OpenRun(await createRun({ settings, data, dataset, engine: await wasm() }, rng), {
    ...{ id: 'a', created: 0, isExtended: false, dataName: 'names', baselines: baselinesOfDataset(dataset) },
    keeper: new RunKeeper(new RunStore(), text, undefined),
    tell: (event) => {
      if (event.type !== 'state') return undefined;
      told.push(event.state.status);
      return taken();
    },
  });
  await run.train();
  return told;
}

test('a page that takes every state is told of the training again and again', async () => {
  const told = await toldBy(() => Promise.resolve());
  expect(told.length).toBeGreaterThan(2);
  expect(told.at(-1)).toBe('done');
});

test('a page that has not taken a state is told of nothing but the end', async () => {
  expect(await toldBy(() => new Promise(() => undefined))).toEqual(['training', 'done']);
});
