import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`the page opens without an error${note}`, async ({ visit }) => {
  const { page } = await visit();
  expect(await page.title()).toMatch('microgpt playground');
});

test(`the page is isolated with the headers, and not without${note}`, async ({ visit }) => {
  const [isolated, plain] = [await visit(), await visit({ isolated: false })];
  expect(await isolated.page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([
    true,
    'function',
  ]);
  expect(await plain.page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([
    false,
    'undefined',
  ]);
});
