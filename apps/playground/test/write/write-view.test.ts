import { expect } from 'vitest';
import type { Driver } from '../driver.ts';
import { note, test } from '../page.ts';

/** A run that is soon done. */
const hash = 'steps=200';

/** Trains, and opens the view of writing. */
async function openedWith(page: Driver): Promise<void> {
  await page.press('Train');
  await page.untilDone();
  await page.openView('Write');
  await input(page).waitFor();
  await candidates(page).first().waitFor();
}

const input = (page: Driver) => page.page.getByRole('combobox');
const candidates = (page: Driver) => page.page.getByRole('option');
const branches = (page: Driver) => page.page.getByRole('region', { name: /[Bb]ranches$/ }).getByRole('listitem');

/** The text up to the cursor and after it, as the page tells it. */
async function written(page: Driver): Promise<string> {
  const told = await page.page.getByText(/^(Written: |Nothing is written)/).textContent();
  return /^Written: (.*?)\. /.exec(told ?? '')?.[1] ?? '';
}

async function type(page: Driver, text: string): Promise<void> {
  await input(page).pressSequentially(text);
  await expect.poll(() => written(page)).toMatch(new RegExp(`${text}$`));
}

test(`forces letters, goes back, and branches, by keyboard alone${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await type(page, 'mar');
  const third = await candidates(page).nth(2).textContent();
  await input(page).press('ArrowDown');
  await input(page).press('ArrowDown');
  expect(await candidates(page).nth(2).getAttribute('aria-selected')).toBe('true');
  await input(page).press('Enter');
  await expect.poll(() => written(page)).toBe(`mar${third?.[0] ?? ''}`);

  await input(page).press('ArrowLeft');
  await input(page).press('ArrowLeft');
  expect(await written(page)).toBe('ma');
  await expect.poll(() => branches(page).count()).toBe(1);
  await type(page, 'x');
  expect(await written(page)).toBe('max');
  expect(await branches(page).count()).toBe(2);
  expect((await branches(page).first().textContent())?.startsWith('mar')).toBe(true);

  await branches(page).first().getByRole('button').first().press('Enter');
  await expect.poll(() => written(page)).toMatch(/^mar.$/);
  await page.page.getByRole('button', { name: 'Remove the branch max' }).press('Enter');
  expect(await branches(page).count()).toBe(1);
});

test(`takes a candidate by a click, and goes back by a click${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await candidates(page).nth(1).click();
  await expect.poll(async () => (await written(page)).length).toBe(1);
  const first = await written(page);
  await candidates(page).nth(4).click();
  await expect.poll(async () => (await written(page)).length).toBe(2);
  await page.page.getByRole('button', { name: new RegExp(`^${first}, .*continue after it$`) }).click();
  await expect.poll(() => written(page)).toBe(first);
});

test(`top-k and top-p remove candidates, and say so${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await page.page.getByRole('slider', { name: /^only the likeliest/ }).press('Home');
  await expect.poll(() => candidates(page).nth(1).textContent()).toContain('not among the 1 likeliest');
  await expect.poll(() => candidates(page).nth(0).textContent()).toContain('100 % after');
  await candidates(page).nth(1).click(); // can still be taken by hand
  await expect.poll(async () => (await written(page)).length).toBe(1);
});

test(`writes on to the end, the same for the same seed, and another text beside it${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await page.press('Write on');
  await page.button('Write another').waitFor();
  const first = await written(page);
  expect(first).not.toBe('');
  await page.press('Write another');
  await expect.poll(() => branches(page).count()).toBe(2);
  await page.button('Write another').waitFor();
  await page.press('Begin anew');
  await page.press('Write on');
  await page.button('Write another').waitFor();
  expect(await written(page)).toBe(first);
});

test(`many names are sorted and counted, and a click takes one${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await page.page.getByText('100', { exact: true }).click();
  await page.press('Write 100 names');
  const part = page.part('Many names at once');
  await part.getByText('written', { exact: true }).waitFor();
  const texts = part.getByRole('listitem');
  const shown = await texts.allTextContents();
  const counts = shown.map((text) => Number(/×(\d+)$/.exec(text)?.[1] ?? 1));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
  const name = await texts.first().getByRole('button').textContent();
  await texts.first().getByRole('button').click();
  await expect.poll(() => written(page)).toBe(name);
});

test(`a letter that the model does not know is named, and nothing is lost${note}`, async ({ visit }) => {
  const page = await visit({ hash });
  await openedWith(page);
  await type(page, 'zo');
  await input(page).pressSequentially('ë');
  await page.page.getByText('This model does not know “ë”').waitFor();
  expect(await written(page)).toBe('zo');
});

test(`the text stays when an earlier step writes, and its letters get the probabilities of that step${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash });
  await openedWith(page);
  await type(page, 'mary');
  const names = () => page.page.getByRole('button', { name: /continue after it$/ }).allTextContents();
  const before = await names();
  await page.page.getByRole('slider', { name: /^the model at step/ }).press('Home');
  await expect.poll(names).not.toEqual(before);
  expect(await written(page)).toBe('mary');
});
