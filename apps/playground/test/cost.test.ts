import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`the page measures what a run costs, again for other settings, and not while it trains${note}`, async ({
  visit,
}) => {
  const page = await visit();
  const shown = (): Promise<string | null> => page.page.locator('.cost').textContent();
  const toShow = (sentence: RegExp | string): Promise<void> =>
    expect.poll(shown)[typeof sentence === 'string' ? 'toContain' : 'toMatch'](sentence);
  const choose = (settings: string): Promise<void> =>
    page.page.evaluate((hash) => {
      location.hash = hash;
    }, settings);
  await page.untilOpened();
  await toShow(/^4,192 parameters\. 1,000 steps take about [\d.]+ \w+ and [\d.]+ [kM]B here\.$/);

  await choose('engine=cpu');
  await toShow(/steps take about [\d.]+ \w+ and [\d.]+ [kM]B here\.$/);
  await choose('engine=scalar&embd=256&layers=8&batch=64');
  await toShow('(estimate)');
  await choose('embd=64&layers=2&steps=100000&batch=32');
  await toShow(/^10[\d,]+ parameters\. 100,000 steps take about [\d.]+ \w+ and [\d.]+ MB here\.$/);

  await page.press('Train');
  await page.untilAfter(0);
  await choose('embd=32');
  await toShow('take when nothing is training');
  await page.press('Pause');
  await toShow('1,000 steps take about');
});
