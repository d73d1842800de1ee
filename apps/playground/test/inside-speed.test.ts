import type { Locator } from 'playwright';
import { expect } from 'vitest';
import { note, test } from './page.ts';
import { expectTime } from './slowdown.ts';
import { expectShortTasks, traceTasks } from './trace-tasks.ts';

const TEXT = 'Shall I compare thee to a summers day? Thou art more lovely an';

/** The median time until a text follows an action. One in a few may be held up by the machine. */
async function medianTime(actions: readonly (() => Promise<void>)[], text: Locator): Promise<number> {
  const times: number[] = [];
  for (const act of actions) {
    const before = await text.textContent();
    const begin = performance.now();
    await act();
    await expect.poll(() => text.textContent(), { interval: 10 }).not.toBe(before);
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

test(`a model of 4 layers, width 128 and block 64 is looked into within 200 ms of a change${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'data=shakespeare&layers=4&embd=128&block=64&batch=1&steps=20&evalEvery=5' });
  await page.press('Train');
  await page.untilDone();
  await page.openView('Inside');
  await page.page.getByRole('textbox', { name: 'The text that the model reads' }).fill(TEXT);
  await page.page.locator('.strip-token').nth(60).waitFor();
  await page.part('Every matrix over training').getByRole('img').waitFor();
  const lens = page.page.locator('.lens').first();
  const newest = await lens.textContent();
  await page.slider().press('Home'); // loads the model, which a later visit need not
  await expect.poll(() => lens.textContent()).not.toBe(newest);
  const end = await traceTasks(page.page);
  const moves = ['End', 'Home', 'End', 'Home', 'End'].map((key) => () => page.slider().press(key));
  const afterMove = await medianTime(moves, lens);
  const token = page.page.locator('.strip-token');
  const clicks = [10, 30, 20, 40, 50].map((place) => () => token.nth(place).click());
  const afterClick = await medianTime(clicks, page.page.locator('.why-how'));
  expectShortTasks('looking inside', await end());
  expectTime('the view after a move of the slider', afterMove, 200);
  expectTime('the explanation of another token', afterClick, 200);
});
