import { openCheckpoint } from '@microgpt/checkpoint';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { inspect, rowOf, type Inspection } from '@microgpt/inspect';
import { wasm } from '@microgpt/wasm';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';

const settings = 'layers=2&embd=8&heads=2&steps=60&evalEvery=20';

/** What the packages compute for a text with the model that the page downloads. */
async function inspected(page: Driver, text: string): Promise<Inspection> {
  const checkpoint = await openCheckpoint(new Uint8Array(await page.download()));
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: await wasm() });
  return inspect(model, [tokenizer.bos, ...tokenizer.encode(text)]);
}

/** What a picture says of a cell, which the arrow keys reach. */
async function readingOf(page: Driver, label: RegExp, { row = 0, column = 0 }): Promise<string> {
  const picture = page.page.getByRole('img', { name: label }).first();
  await picture.focus();
  await picture.press('ArrowDown');
  for (let r = 0; r < row; r++) await picture.press('ArrowDown');
  for (let c = 0; c < column; c++) await picture.press('ArrowRight');
  return (await page.page.locator('.heat', { has: picture }).locator('.heat-reading').textContent()) ?? '';
}

async function typeText(page: Driver, text: string): Promise<void> {
  await page.page.getByRole('textbox', { name: 'The text that the model reads' }).fill(text);
  await page.page.locator('.strip-token').nth(text.length).waitFor();
}

test(`the numbers of the view are those of the packages, and the slider moves them all${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  const { stream, attention, losses, units, logits } = await inspected(page, 'emma');
  await page.openView('Inside');
  await typeText(page, 'emma');

  const weights = attention[0].heads[0];
  const weight = 100 * weights.data[3 * weights.columns + 1];
  expect(await readingOf(page, /^attention 1, head 1/, { row: 3, column: 1 })).toContain(
    `m takes ${weight < 0.95 ? weight.toFixed(1) : weight.toFixed(0)} % from e`,
  );
  const last = stream[4].values;
  expect(await readingOf(page, /^The residual stream/, { row: 4, column: 2 })).toBe(
    `after MLP 2, channel 3: ${last.data[4 * last.columns + 2].toFixed(3)}`,
  );
  const { values } = units[1];
  expect(await readingOf(page, /^MLP 2: the hidden units/, { row: 1, column: 3 })).toMatch(
    new RegExp(`^e, unit 4.*: ${values.data[values.columns + 3].toFixed(3)}$`),
  );
  const bars = await page.page
    .locator('.strip-token')
    .evaluateAll((all) => all.map((each) => each.getAttribute('title')));
  expect(bars.slice(1)).toEqual([...losses].map((loss) => `loss ${loss.toFixed(2)}`));

  const why = page.part('What comes next, and why');
  const outer = await why
    .locator('.why-parts > li')
    .evaluateAll((items) => items.map((item) => item.querySelector('.signed-value')?.textContent ?? ''));
  expect(outer).toHaveLength(7);
  const sum = outer.reduce((total, text) => total + Number(text.replace('−', '-')), 0);
  const row = logits.data.subarray(4 * logits.columns, 5 * logits.columns);
  expect(sum).toBeCloseTo(Math.max(...row), 1);

  const before = await page.page.locator('.lens').first().textContent();
  const reading = await readingOf(page, /^The residual stream/, { row: 4, column: 2 });
  await page.slider().press('Home');
  await expect.poll(() => page.page.locator('.lens').first().textContent()).not.toBe(before);
  await expect.poll(() => readingOf(page, /^The residual stream/, { row: 4, column: 2 })).not.toBe(reading);
});

test(`two steps are shown beside each other${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  await page.openView('Inside');
  await typeText(page, 'ava');
  await page.page.getByRole('button', { name: /^beside it/ }).click();
  await page.page.locator('.setting-choice', { hasText: /^step 0$/ }).click();
  const lenses = page.page.locator('.lens');
  await expect.poll(() => lenses.count()).toBe(2);
  expect(await lenses.nth(0).textContent()).not.toBe(await lenses.nth(1).textContent());
  expect(await page.page.locator('.beside.two figcaption').allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/step 60$/), expect.stringMatching(/step 0$/)]),
  );
});

test(`two runs are shown beside each other, each with its own numbers${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  const first = await inspected(page, 'ava');
  await page.page.evaluate((hash) => (location.hash = hash), settings.replace('layers=2', 'layers=1'));
  await page.press('Start over');
  await page.untilOpened();
  await page.press('Train');
  await page.untilDone();
  const second = await inspected(page, 'ava');
  await page.openView('Inside');
  await typeText(page, 'ava');
  await page.page.getByRole('button', { name: /^beside it/ }).click();
  await page.page.locator('.setting-choice', { hasText: /seed 42, step 60$/ }).click();
  const lenses = page.page.locator('.lens');
  await expect.poll(() => lenses.count()).toBe(2);
  // After the embeddings and after both parts of each layer.
  expect(await lenses.nth(0).locator('tbody tr').count()).toBe(second.stream.length);
  expect(await lenses.nth(1).locator('tbody tr').count()).toBe(first.stream.length);
  const lengths = page.page.locator('.stream-sizes');
  for (const [i, { stream }] of [second, first].entries()) {
    const { values } = stream[stream.length - 1];
    const row = rowOf(values, 3);
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    expect(await lengths.nth(i).locator('li').last().textContent()).toBe(length.toFixed(2));
  }
});

test(`a character that the model does not know is named, the last text stays, and a long text is cut${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: settings });
  await page.openView('Inside');
  await typeText(page, 'ava');
  await page.page.getByRole('textbox', { name: 'The text that the model reads' }).fill('Ava');
  await page.page.getByText(/^This model does not know “A”.* This view still shows “ava”\.$/).waitFor();
  expect(await page.page.locator('.strip-token').count()).toBe(4);
  await page.page.getByRole('textbox', { name: 'The text that the model reads' }).fill('ava'.repeat(7));
  await page.page.getByText('The model reads at most 16 tokens at once, so it skips the first 6.').waitFor();
  expect(await page.page.locator('.strip-token').count()).toBe(16);
});
