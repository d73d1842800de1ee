import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test, type Visit } from './page.ts';
import { slowdown } from './slowdown.ts';
import { quantile, watchFrames } from './watch-frames.ts';

const input = (page: Driver) => page.page.getByRole('combobox');
const candidates = (page: Driver) => page.page.getByRole('option');
const branches = (page: Driver) => page.page.getByRole('region', { name: /[Bb]ranches$/ }).getByRole('listitem');
const letters = (page: Driver) => page.page.getByRole('button', { name: /continue after it$/ });

test(`forces letters, goes back, and branches, by keyboard alone${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
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

test(`forces a letter, goes back, and branches, by clicks${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.candidate('m').click();
  await expect.poll(() => written(page)).toBe('m');
  await page.candidate('q').click(); // which no name continues with
  await expect.poll(() => written(page)).toBe('mq');
  await page.press('Back');
  await expect.poll(() => written(page)).toBe('m');
  await page.candidate('a').click();
  await expect.poll(() => written(page)).toBe('ma');
  expect((await branches(page).allTextContents()).map((text) => text.slice(0, 2)).sort()).toEqual(['ma', 'mq']);
  await page.page.getByRole('button', { name: /^m, .*continue after it$/ }).click();
  await expect.poll(() => written(page)).toBe('m');
});

test(`top-k removes candidates and says so, and what it removed can still be taken${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.page.getByRole('slider', { name: /^only the likeliest/ }).press('Home');
  await expect.poll(() => candidates(page).nth(1).textContent()).toContain('not among the 1 likeliest');
  await expect.poll(() => candidates(page).nth(0).textContent()).toContain('100 % after');
  await candidates(page).nth(1).click();
  await expect.poll(async () => (await written(page)).length).toBe(1);
});

test(`writes on to the end, the same for the same seed, and another text beside it${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.press('Keep writing');
  await page.button('Write another').waitFor();
  const first = await written(page);
  expect(first).not.toBe('');
  await page.press('Write another');
  await expect.poll(() => branches(page).count()).toBe(2);
  await page.button('Write another').waitFor();
  await page.press('Start over');
  await page.press('Keep writing');
  await page.button('Write another').waitFor();
  expect(await written(page)).toBe(first);
});

test(`many names are sorted into new ones and those in the data, and a click takes one${note}`, async ({ visit }) => {
  const page = await openWriting(visit);
  await page.page.getByText('100', { exact: true }).click();
  await page.press('Write 100 names');
  const part = page.part('Many names at once');
  await part.getByText('written', { exact: true }).waitFor();
  const [fresh, known] = await Promise.all(
    [/^New · /, /^In the data · /].map((name) => part.getByRole('heading', { name }).textContent()),
  );
  expect(countIn(fresh) + countIn(known)).toBe(100);
  const texts = part.getByRole('listitem');
  const counts = (await texts.allTextContents()).map((text) => Number(/×(\d+)$/.exec(text)?.[1] ?? 1));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
  const name = await texts.first().getByRole('button').textContent();
  await texts.first().getByRole('button').click();
  await expect.poll(() => written(page)).toBe(name);
});

test(`a letter that the model does not know is named, and the text stays, with the probabilities of any kept step${note}`, async ({
  visit,
}) => {
  const page = await openWriting(visit);
  await type(page, 'zo');
  await input(page).pressSequentially('ë');
  await page.page.getByText('This model does not know “ë”').waitFor();
  expect(await written(page)).toBe('zo');

  const probabilities = () =>
    letters(page).evaluateAll((all) => all.map((letter) => letter.getAttribute('aria-label')));
  const before = await probabilities();
  const likeliest = await candidates(page).first().textContent();
  await page.page.getByRole('slider', { name: /^the model at step/ }).press('Home');
  await expect.poll(probabilities).not.toEqual(before);
  await expect.poll(() => candidates(page).first().textContent()).not.toBe(likeliest);
  expect(await written(page)).toBe('zo');
});

test(`a long text is written smoothly while the model trains, and the buttons stay where they are${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'data=shakespeare&steps=1000000' });
  await page.press('Train');
  await page.untilAfter(0);
  await page.openView('Write');
  await candidates(page).first().waitFor();
  await page.press(/^keeps writing for at most/);
  await page.page.getByRole('textbox', { name: 'keeps writing for at most' }).fill('300');
  await page.page.keyboard.press('Enter');
  const place = () => page.button('Start over').boundingBox();
  const before = await place();
  const end = await watchFrames(page.page);
  await page.press('Keep writing');
  await page.page.getByText('The model sees the last 64 of 300 letters').waitFor({ timeout: 60_000 });
  const { frames, longTasks } = await end();
  expect(await place()).toEqual(before);
  expect(quantile(frames, 0.95)).toBeLessThanOrEqual(50 * slowdown());
  expect(Math.max(0, ...longTasks)).toBeLessThanOrEqual(200 * slowdown());
});

test(`an untrained model says so, and can be trained or replaced by a file${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=200&view=write' });
  const untrained = page.part('The model is untrained');
  await untrained.getByRole('button', { name: 'Open a file …' }).waitFor();
  await page.press('Train');
  await untrained.waitFor({ state: 'detached' });
  await page.page.getByText('200, the newest').waitFor();
  const [chooser] = await Promise.all([page.page.waitForEvent('filechooser'), page.press('Open a file …')]);
  await chooser.setFiles({ name: 'towns.txt', mimeType: '', buffer: Buffer.from('oslo\nrome\nparis\n'.repeat(40)) });
  await page.page.getByRole('dialog').getByText('towns.txt').waitFor();
});

/** The view that writes, with a trained model. */
async function openWriting(visit: Visit): Promise<Driver> {
  const page = await visit({ hash: 'steps=200' });
  await page.press('Train');
  await page.untilDone();
  await page.openView('Write');
  await candidates(page).first().waitFor();
  return page;
}

/** The text up to the cursor, as the page tells it. */
async function written(page: Driver): Promise<string> {
  const told = await page.page.getByText(/^(Written: |Nothing is written)/).textContent();
  return /^Written: (.*?)\. /.exec(told ?? '')?.[1] ?? '';
}

async function type(page: Driver, text: string): Promise<void> {
  await input(page).pressSequentially(text);
  await expect.poll(() => written(page)).toMatch(new RegExp(`${text}$`));
}

/** The number in a heading such as `New · 93`. */
function countIn(heading: string | null): number {
  return Number(/ · ([\d,]+)/.exec(heading ?? '')?.[1].replaceAll(',', ''));
}
