import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SourceText } from '../../src/run/source-text.ts';
import { PageTrainer } from '../../src/training/page-trainer.ts';
import type { TrainerEvent } from '../../src/training/trainer.ts';
import { names } from '../trained-run.ts';
import { StandInLocks } from './stand-in-locks.ts';

// In Node, which has no IndexedDB: everything is kept in memory.

const locks = new StandInLocks();

beforeAll(() => {
  vi.stubGlobal('navigator', { locks });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const text: SourceText = { source: 'names', name: 'Names', bytes: names.slice(0, 4000) };
const given = { steps: 1e6, embd: 8, heads: 2, batch: 1, validation: 0.1, evalEvery: 1e5 };

/** A trainer with runs of three steps, of which only the last is in memory, and what it tells from then on. */
async function trainerWith(ids: readonly string[]) {
  const trainer = new PageTrainer();
  const events: TrainerEvent[] = [];
  for (const id of ids) {
    await trainer.create(id, given, text);
    await trainer.train(id, 3);
  }
  await trainer.create('empty', given, text);
  trainer.listen((event) => events.push(event));
  return { trainer, events };
}

async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** How many states a trainer told in a while. */
async function statesIn(events: TrainerEvent[], ms: number): Promise<number> {
  events.length = 0;
  await pass(ms);
  return events.filter(({ type }) => type === 'state').length;
}

test('a run that is started twice while it is loaded trains once, and stops at a pause', async () => {
  const { trainer, events } = await trainerWith(['a']);
  const first = trainer.train('a');
  const second = trainer.train('a');
  await pass(400);
  await trainer.pause();
  const [one, two] = await Promise.all([first, second]);
  expect(one.status).toBe('paused');
  expect(one.progress.step).toBeGreaterThan(3);
  expect(two.progress.step).toBe(one.progress.step);
  expect(await statesIn(events, 300)).toBe(0);
});

test('of two runs that are started one after the other, the second trains', async () => {
  const { trainer, events } = await trainerWith(['a', 'b']);
  const first = trainer.train('a');
  const second = trainer.train('b');
  await pass(400);
  await trainer.pause();
  expect(await first).toMatchObject({ id: 'a', status: 'paused', progress: { step: 3 } });
  expect((await second).progress.step).toBeGreaterThan(3);
  expect(await statesIn(events, 300)).toBe(0);
});

test('a pause while a run is loaded is not lost', async () => {
  const { trainer, events } = await trainerWith(['a']);
  const started = trainer.train('a');
  await trainer.pause();
  expect(await started).toMatchObject({ id: 'a', status: 'paused', progress: { step: 3 } });
  expect(await statesIn(events, 300)).toBe(0);
  expect((await trainer.train('a', 1)).progress.step).toBe(4);
});

test('a run that is made while another one is loaded does not take it out of sight', async () => {
  const { trainer, events } = await trainerWith(['a']);
  const started = trainer.train('a');
  await trainer.create('new', given, text, 'empty');
  await pass(300);
  await trainer.pause();
  expect((await started).status).toBe('paused');
  expect(await statesIn(events, 300)).toBe(0);
});

test('a run is not deleted when another tab has just started it', async () => {
  const { trainer, events } = await trainerWith(['a']);
  const release = locks.takeElsewhere('microgpt/run/a');
  await trainer.remove('a');
  expect(events).toMatchObject([{ type: 'warning' }]);
  expect(JSON.stringify(events)).toContain('Another tab is training this run');
  await expect(trainer.download('a')).resolves.toBeInstanceOf(Blob);
  release();
  await trainer.remove('a');
  expect(events.at(-1)).toEqual({ type: 'removed', ids: ['a'] });
  await expect(trainer.download('a')).rejects.toThrow('no longer has this run');
});
