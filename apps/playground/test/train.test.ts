import { expect } from 'vitest';
import { note, test } from './page.ts';

/** A run that takes about a second. */
const hash = 'steps=4000&embd=32';

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
