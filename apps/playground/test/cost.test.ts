import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`the page measures what a run costs, again for other settings, and not while it trains${note}`, async ({
  visit,
}) => {
  const page = await visit();
  const line = page.page.locator('.cost');
  await page.untilOpened();
  const measured = /^([\d,]+) parameters\. ([\d,]+) steps take about ([\d.]+ m?s) and ([\d.]+ [kM]B) here\.$/;
  await expect.poll(() => line.textContent(), { timeout: 20_000 }).toMatch(measured);
  expect((await line.textContent())?.startsWith('4,192 parameters. 1,000 steps')).toBe(true);

  await page.page.evaluate(() => {
    location.hash = '#embd=64&layers=2&steps=100000&batch=32';
  });
  const large = /^10[\d,]+ parameters\. 100,000 steps take about [\d.]+ (s|min|h) and [\d.]+ MB here\.$/;
  await expect.poll(() => line.textContent(), { timeout: 20_000 }).toMatch(large);

  await page.press('Train');
  await page.page.evaluate(() => {
    location.hash = '#embd=32';
  });
  await expect.poll(() => line.textContent()).toContain('is measured when nothing trains');
  await page.press('Pause');
  await expect.poll(() => line.textContent(), { timeout: 20_000 }).toContain('1,000 steps take about');
});

test(`on the engines of JavaScript the page shows no memory rather than a guess${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'engine=cpu' });
  await page.untilOpened();
  const line = page.page.locator('.cost');
  await expect.poll(() => line.textContent(), { timeout: 20_000 }).toMatch(/steps take about [\d.]+ m?s here\.$/);
});

test(`a step that takes too long to be tried is estimated${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'engine=scalar&embd=256&layers=8&batch=64' });
  await page.untilOpened();
  const line = page.page.locator('.cost');
  await expect.poll(() => line.textContent(), { timeout: 30_000 }).toContain('as an estimate');
});
