import { expect } from 'vitest';
import { note, test } from './page.ts';
import { expectTime, slowdown } from './slowdown.ts';
import { expectShortTasks, traceTasks } from './trace-tasks.ts';
import { quantile, watchFrames } from './watch-frames.ts';

const SECONDS = 4;

test(`while it trains, the page draws smoothly and moves nothing${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'embd=32&steps=1000000' });
  const [endWatch, endTrace] = [await watchFrames(page.page), await traceTasks(page.page)];
  await page.press('Train');
  await wait(SECONDS);
  const { frames, layoutShift } = await endWatch();
  expectShortTasks('training', await endTrace());
  expect(frames.length).toBeGreaterThan((20 * SECONDS) / slowdown());
  expectTime('95 % of the frames while training', quantile(frames, 0.95), 50);
  expect(layoutShift).toBeLessThan(0.01);
});

test(`a long text is written smoothly while the model trains, and the buttons stay where they are${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'data=shakespeare&steps=1000000' });
  await page.press('Train');
  await page.untilAfter(0);
  await page.openView('Write');
  await page.page.getByRole('option').first().waitFor();
  await page.press(/^keeps writing for at most/);
  await page.page.getByRole('textbox', { name: 'keeps writing for at most' }).fill('300');
  await page.page.keyboard.press('Enter');
  const place = () => page.button('Start over').boundingBox();
  const before = await place();
  const [endWatch, endTrace] = [await watchFrames(page.page), await traceTasks(page.page)];
  await page.press('Keep writing');
  await page.page.getByText('The model sees the last 64 of 300 letters').waitFor({ timeout: 60_000 });
  const { frames } = await endWatch();
  expectShortTasks('writing while training', await endTrace());
  expect(await place()).toEqual(before);
  expectTime('95 % of the frames while writing', quantile(frames, 0.95), 50);
});

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
