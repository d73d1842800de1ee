import { openCheckpoint } from '@microgpt/checkpoint';
import { baselinesOfDataset, createRun, type Run } from '@microgpt/run';
import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { RunStore } from '../../src/store/run-store.ts';
import { newRun } from '../../src/training/new-run.ts';
import { OpenRun } from '../../src/training/open-run.ts';
import { RunKeeper } from '../../src/training/run-keeper.ts';
import type { SourceText } from '../../src/run/source-text.ts';
import type { TrainerEvent } from '../../src/training/trainer.ts';
import { names } from '../trained-run.ts';

const text: SourceText = { source: 'names', name: 'Names', bytes: names.slice(0, 4000) };

/** A new run in memory, and what it tells. */
async function opened(change: (run: Run) => Run = (run) => run) {
  const engine = await wasm();
  const { settings, data, dataset, rng } = await newRun({ steps: 20, embd: 64, batch: 1, evalEvery: 10 }, text);
  const run = change(await createRun({ settings, data, dataset, engine }, rng));
  const events: TrainerEvent[] = [];
  const open = new OpenRun(run, {
    ...{ id: 'a', created: 0, isExtended: false, dataName: 'Names', baselines: baselinesOfDataset(dataset) },
    keeper: new RunKeeper(new RunStore(), text, undefined),
    tell: (event) => events.push(event),
  });
  return { open, events };
}

/** The run with a tokenizer that cannot be written into files, as when there is no memory for them. */
function withoutFiles(run: Run): Run {
  const { tokenizer } = run.dataset;
  const broken = new Proxy(tokenizer, {
    get: (target, name) => {
      if (name === 'vocabSize') return target.vocabSize;
      throw new RangeError('no memory is left');
    },
  });
  return { ...run, dataset: { ...run.dataset, tokenizer: broken } };
}

test('a model that cannot be kept or shown is a warning, and the training goes on', async () => {
  const { open, events } = await opened(withoutFiles);
  await open.train();
  expect(open.state).toMatchObject({ status: 'done', progress: { step: 20 } });
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  expect(warnings).toContain('The model of this step could not be saved: no memory is left.');
  expect(warnings).toContain('The model of this step could not be shown: no memory is left.');
});

test('a file that is copied when the training begins is that of the step at which it was asked for', async () => {
  const { open } = await opened();
  const file = open.file();
  const trained = open.train(5);
  const { extra } = await openCheckpoint(await file);
  expect(extra).toMatchObject({ progress: { step: 0 } });
  await trained;
  const [saved, again] = [open.save(), open.train(1)];
  await Promise.all([saved, again]);
  expect(open.state.progress.step).toBe(6);
});
