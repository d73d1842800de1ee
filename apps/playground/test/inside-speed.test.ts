import { expect } from 'vitest';
import { note, test } from './page.ts';
import { expectTime } from './slowdown.ts';
import { expectShortTasks, traceTasks } from './trace-tasks.ts';

const TEXT = 'Shall I compare thee to a summers day? Thou art more lovely an';

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
  for (const key of ['End', 'Home', 'End']) {
    const before = await lens.textContent();
    const begin = performance.now();
    await page.slider().press(key);
    await expect.poll(() => lens.textContent(), { interval: 10 }).not.toBe(before);
    expectTime(`the view after ${key}`, performance.now() - begin, 200);
  }
  const token = page.page.locator('.strip-token');
  const reading = page.page.locator('.why-how');
  for (const place of [10, 30]) {
    const before = await reading.textContent();
    const begin = performance.now();
    await token.nth(place).click();
    await expect.poll(() => reading.textContent(), { interval: 10 }).not.toBe(before);
    expectTime('the explanation of another token', performance.now() - begin, 200);
  }
  expectShortTasks('looking inside', await end());
});
