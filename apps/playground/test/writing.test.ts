import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test, type Visit } from './page.ts';

test(`a token can be forced, gone back from, and both branches stay${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.candidate('m').click();
  await page.candidate('q').click(); // which no name continues with
  expect(await textSoFar(page)).toBe('mq');
  await page.press('Back');
  await page.candidate('a').click();
  expect(await textSoFar(page)).toBe('ma');

  const branches = page
    .part('2 branches')
    .getByRole('listitem')
    .getByRole('button', { name: /^m[aq]$/ });
  expect((await branches.allTextContents()).map((text) => text.slice(0, 2)).sort()).toEqual(['ma', 'mq']);
  await page.part('2 branches').getByRole('button', { name: 'mq', exact: true }).click();
  expect(await textSoFar(page)).toBe('mq');
});

test(`of many names those in the data stand apart, and a kept step writes its own${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.page.getByRole('radio', { name: '100' }).check({ force: true });
  await page.press('Write 100 names');
  const [fresh, known] = await Promise.all(
    [/^New · /, /^In the data · /].map((name) => page.page.getByRole('heading', { name }).textContent()),
  );
  expect(countIn(fresh) + countIn(known)).toBe(100);

  const likeliest = page.page.getByRole('option').first();
  const atTheEnd = await likeliest.getAttribute('aria-label');
  await page.page.getByRole('slider', { name: /step/ }).press('Home');
  await expect.poll(() => likeliest.getAttribute('aria-label')).not.toBe(atTheEnd);
});

/** The view that writes, with a trained model. */
async function openWriting(visit: Visit): Promise<Driver> {
  const page = await visit({ hash: 'steps=300' });
  await page.press('Train');
  await page.untilDone();
  await page.openView('Write');
  return page;
}

/** The letters of the text, which are buttons. */
async function textSoFar({ page }: Driver): Promise<string> {
  const letters = page.getByRole('button', { name: /: continue after it$/ });
  return (await letters.allTextContents()).join('');
}

/** The number in a heading such as `New · 93`. */
function countIn(heading: string | null): number {
  return Number(/ · ([\d,]+)/.exec(heading ?? '')?.[1].replaceAll(',', ''));
}
