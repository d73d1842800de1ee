import type { Settings } from '@microgpt/run';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SourceText } from '../../src/run/source-text.ts';
import { PageTrainer } from '../../src/training/page-trainer.ts';
import { names } from '../trained-run.ts';
import { StandInLocks } from './stand-in-locks.ts';

// In Node, which has no IndexedDB: everything is kept in memory.

beforeAll(() => {
  vi.stubGlobal('navigator', { locks: new StandInLocks() });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const text: SourceText = { source: 'names', name: 'Names', bytes: names.slice(0, 4000) };

const given = { steps: 9, embd: 8, heads: 2, batch: 1, validation: 0.1, evalEvery: 100 };

/** The files of a run after steps 3 and 6. */
async function savedFiles(engine: Settings['engine'] = 'wasm'): Promise<Blob[]> {
  const trainer = new PageTrainer();
  await trainer.create('a', { ...given, engine }, text);
  const files: Blob[] = [];
  for (let i = 0; i < 2; i++) {
    await trainer.train('a', 3);
    files.push(await trainer.download('a'));
  }
  return files;
}

test.each(['wasm', 'cpu'] as const)(
  '[%s] a run that is shown looks like one that was opened, and keeps earlier steps',
  async (engine) => {
    const [first, second] = await savedFiles(engine);
    const trainer = new PageTrainer();
    expect(await trainer.show('shown', first, 'a.safetensors')).toMatchObject({ status: 'model' });
    const opened = await trainer.show('shown', first, 'a.safetensors', text);
    const later = await trainer.show('shown', second, 'a.safetensors'); // the text is kept
    expect(later.kept.map(({ step }) => step)).toEqual([3, 6]);
    expect(later.baselines).toEqual(opened.baselines);

    const copy = await trainer.open('copy', second, 'a.safetensors');
    const { id, created, kept, ...rest } = copy;
    expect(later).toMatchObject(rest);
    expect(rest).toMatchObject({ status: 'paused', progress: { step: 6 } });
    expect(await trainer.keptStep('shown', 6)).toEqual(await trainer.keptStep(id, 6));
    expect(kept).toEqual(later.kept.slice(1));
    expect(created).toBeGreaterThanOrEqual(opened.created);
  },
);

test('a run that is shown is compared with the text that its file names', async () => {
  const [file] = await savedFiles();
  const trainer = new PageTrainer();
  const other: SourceText = { ...text, bytes: names.slice(0, 3000) };
  expect(await trainer.show('shown', file, 'a.safetensors', other)).toMatchObject({ status: 'model' });
});
