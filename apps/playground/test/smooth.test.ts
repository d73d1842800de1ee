import { expect } from 'vitest';
import { measureMemory } from './measure-memory.ts';
import { note, test } from './page.ts';
import { expectTime, slowdown } from './slowdown.ts';
import { expectShortTasks, traceTasks } from './trace-tasks.ts';
import { quantile, watchFrames } from './watch-frames.ts';

const MEBIBYTE = 2 ** 20;
const SECONDS = 4;

test(`while it trains, the page draws smoothly, moves nothing, and its memory stays flat${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'embd=32&steps=1000000' });
  const [endWatch, endTrace] = [await watchFrames(page.page), await traceTasks(page.page)];
  await page.press('Train');
  await wait(SECONDS);
  const { frames, layoutShift } = await endWatch();
  expectShortTasks('training', await endTrace());
  expect(frames.length).toBeGreaterThan((20 * SECONDS) / slowdown());
  expectTime('95 % of the frames while training', quantile(frames, 0.95), 50);
  expect(layoutShift).toBeLessThan(0.02);

  const begin = await measureMemory(page.page);
  await wait(SECONDS);
  const later = await measureMemory(page.page);
  expect((later.page - begin.page) / MEBIBYTE).toBeLessThan(2);
  expect((later.workers - begin.workers) / MEBIBYTE).toBeLessThan(4);
});

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
