import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { sharedFile } from '../../../testing/shared-file.ts';
import { contentsOf, trainingSeconds } from './contents-of.ts';
import type { Driver } from './driver.ts';
import { note, test, testUnless } from './page.ts';
import { slowdown } from './slowdown.ts';
import { names, trainedRun } from './trained-run.ts';

/** How often the time is taken on a machine that does other work. */
const MOST_TRIES = 4;

/** How much longer than in Node the steps may take in the page, which draws while it trains. */
const MOST_TIMES_NODE = 3;

/** How far a loss may be from that of the original, which computes with 64 bits; the engine of the page computes with 32. */
const MOST_DIFFERENCE = 1e-4;

/** A run that takes about a second. */
const hash = 'steps=4000&embd=32';

const golden = sharedFile('golden/microgpt-ssa2018-seed42.json');

testUnless(golden.missing)(
  `one click trains 1,000 steps in at most a second, and the page shows the 20 names of the original${note}${golden.note}`,
  async ({ visit }) => {
    const { samples, losses } = JSON.parse(readFileSync(golden.path, 'utf8')) as {
      readonly samples: readonly string[];
      readonly losses: readonly number[];
    };
    const page = await visit();
    await page.press('Train');
    await page.untilDone();
    const file = await page.download();
    await expectFast(page, trainingSeconds(file));

    expect(await page.samplesAt(1000)).toEqual(samples);
    const kept = Buffer.from(contentsOf(file).numbers['extra.history.losses'], 'base64');
    expect(kept.length).toBe(8 * losses.length);
    const differences = losses.map((loss, i) => Math.abs(kept.readDoubleLE(8 * i) - loss));
    expect(Math.max(...differences)).toBeLessThan(MOST_DIFFERENCE);
  },
);

test(`one step does one step, and a start over makes the run anew${note}`, async ({ visit }) => {
  const page = await visit();
  await page.press('One step');
  await expect.poll(() => page.step()).toBe(1);
  await page.press('One step');
  await expect.poll(() => page.step()).toBe(2);
  await page.press('Start over');
  await expect.poll(() => page.step()).toBe(0);
});

test(`a run of single steps, a pause and a reload ends as one without, bit for bit${note}`, async ({ visit }) => {
  const [whole, paused] = [await visit({ hash }), await visit({ hash })];
  await whole.press('Train');
  await paused.press('One step');
  await expect.poll(() => paused.step()).toBe(1);
  await paused.press('Continue');
  await paused.untilAfter(1);
  await paused.press('Pause');
  const status = await paused.untilAtRest();
  expect(status).toMatch(/^Paused at step [\d,]+ of 4,000$/);
  await paused.page.reload();
  expect(await paused.untilAtRest()).toBe(status);
  await paused.press('Continue');
  await Promise.all([whole.untilDone(), paused.untilDone()]);
  const expected = await whole.contents();
  expect(expected.extra.progress).toMatchObject({ step: 4000, done: true });
  expect(await paused.contents()).toEqual(expected);
  expect(await paused.samplesAt(4000)).toEqual(await whole.samplesAt(4000));
});

/**
 * Expects that the 1,000 steps of the first click took at most a second.
 *
 * The seconds are those that the run keeps in its checkpoint: of the steps, without the start of the worker, evaluations
 * and saves. On a machine that does other work no program keeps to a time. There the first click is compared with the same
 * steps in Node, and further runs show that a second is enough.
 */
async function expectFast(page: Driver, first: number): Promise<void> {
  expect(first).toBeGreaterThan(0);
  if (first <= 1 || slowdown() === 1) {
    expect(first).toBeLessThanOrEqual(1);
    return;
  }
  const { progress } = await trainedRun(names);
  expect(first / progress.seconds).toBeLessThanOrEqual(MOST_TIMES_NODE);
  let seconds = first;
  for (let tries = 1; tries < MOST_TRIES && seconds > 1; tries++) {
    await page.press('Start over');
    await page.press('Train');
    await page.untilDone();
    seconds = trainingSeconds(await page.download());
  }
  expect(seconds, 'the fastest of a few runs on a busy machine').toBeLessThanOrEqual(1);
}
