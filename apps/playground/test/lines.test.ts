import { cpu } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import { probabilities } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { inspect } from '@microgpt/inspect';
import type { Locator } from 'playwright';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';
import { expectShortTasks, traceTasks } from './trace-tasks.ts';

const settings = 'embd=8&heads=2&steps=60&temperature=0.5';
const width = 8;

/** What the packages compute for a name with the model that the page downloads: the forward pass, and the gradients. */
async function computed(page: Driver, text: string) {
  const checkpoint = await openCheckpoint(new Uint8Array(await page.download()));
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: cpu });
  const ids = [tokenizer.bos, ...tokenizer.encode(text), tokenizer.bos];
  const inspection = inspect(model, ids.slice(0, -1));
  const loss = model.forward([ids.slice(0, -1)]).crossEntropy(ids.slice(1));
  loss.backward();
  const { weight } = model.wte;
  return { ids, model, inspection, loss: loss.item(), weight: weight.toFlat(), gradient: weight.grad?.toFlat() ?? [] };
}

/** The part with a number. */
function part(page: Driver, number: number): Locator {
  return page.part(new RegExp(`^${number}\\. `)).locator('.part-live');
}

/** A number as the page writes it. */
function read(text: string | null): number {
  return Number(text?.replace('−', '-'));
}

async function cells(table: Locator): Promise<number[]> {
  return (await table.locator('td.figure').allTextContents()).map(read);
}

/** Types a text and waits until its tokens are shown. */
async function typeText(page: Driver, text: string): Promise<void> {
  await part(page, 2).locator('.token-ids li').first().waitFor(); // the text of the step would come in between
  await page.page.getByRole('textbox', { name: 'The text that the numbers are about' }).fill(text);
  await expect
    .poll(() => part(page, 2).locator('.token-ids .written').allTextContents())
    .toEqual(['▸', ...Array.from(text)]);
}

test(`the numbers beside the text are those of the packages, and the slider moves them${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  const { ids, inspection, loss, weight, gradient } = await computed(page, 'emma');
  const end = await traceTasks(page.page);
  await page.openView('200 lines');
  await typeText(page, 'emma');

  const shownIds = await part(page, 2).locator('.token-ids li > span:last-child').allTextContents();
  expect(shownIds.map(Number)).toEqual(ids.slice(0, -1));

  // The letter at place 2 was read last: the first m of emma.
  const weightOfM = weight[ids[2] * width];
  const gradientOfM = gradient[ids[2] * width];
  const backward = part(page, 6);
  await expect.poll(async () => read(await backward.locator('b').first().textContent())).toBeCloseTo(weightOfM, 3);
  expect(read(await backward.locator('.gradient').textContent())).toBeCloseTo(gradientOfM, 3);
  expect(await backward.textContent()).toContain('used 2 times');

  const value = part(page, 3).locator('table').first();
  const [sum, , child, derivative, position, derivativeOfPosition] = await cells(value);
  expect(child).toBeCloseTo(weightOfM, 3);
  expect(sum).toBeCloseTo(child + position, 3);
  expect([derivative, derivativeOfPosition]).toEqual([1, 1]);

  const attention = part(page, 4).locator('.attention-shares .bar-percent');
  await part(page, 4).getByRole('radio', { name: 'head 2' }).check({ force: true });
  const { columns, data } = inspection.attention[0].heads[1];
  const shares = (await attention.allTextContents()).map((text) => parseFloat(text));
  expect(shares).toHaveLength(3);
  for (const [t, share] of shares.entries()) expect(Math.abs(share - 100 * data[2 * columns + t])).toBeLessThan(0.51);

  const lossPart = part(page, 5);
  const losses = (await lossPart.locator('.loss-number').allTextContents()).map(Number);
  expect(losses).toHaveLength(5);
  for (const [t, each] of inspection.losses.entries()) expect(losses[t]).toBeCloseTo(each, 1.9);
  const percents = (await lossPart.locator('.loss-percent').allTextContents()).map((text) => parseFloat(text));
  for (const [t, each] of inspection.losses.entries()) expect(-Math.log(percents[t] / 100)).toBeCloseTo(each, 1.9);
  expect(Number(await lossPart.locator('b').textContent())).toBeCloseTo(loss, 3);
  expect(await lossPart.textContent()).toContain(`ln 27 = ${Math.log(27).toFixed(2)}`);

  const [, , , , , rate, change, before, after] = await cells(part(page, 7).locator('table'));
  expect(rate).toBeCloseTo(0.01 / 60, 5); // of the last of 60 steps
  expect(change).toBeCloseTo(-Math.sign(gradientOfM) * rate, 5);
  expect(before).toBeCloseTo(weightOfM, 4);
  expect(after).toBeCloseTo(before + change, 5);

  const sampling = part(page, 8);
  await sampling.getByText('Drawn: ').waitFor();
  const row = inspection.logits.data.subarray(2 * inspection.logits.columns, 3 * inspection.logits.columns);
  const likeliest = Math.max(...probabilities(row, { temperature: 0.5 }));
  const first = parseFloat((await sampling.locator('.next-letters .bar-percent').first().textContent()) ?? '');
  expect(Math.abs(first - 100 * likeliest)).toBeLessThan(0.51);
  const undivided = Math.max(...probabilities(row, { temperature: 1 }));
  const becomes = /At temperature 0\.5, (\d+) % for “[a-z▸]” becomes (\d+) %/.exec(
    (await sampling.textContent()) ?? '',
  );
  expect(becomes?.slice(1).map(Number)).toEqual([Math.round(100 * undivided), Math.round(100 * likeliest)]);
  expect(await part(page, 1).textContent()).toContain('The run is finished, after 60 steps. Each step takes one line');
  expect(await part(page, 1).textContent()).toContain('so it has used 60 of them.');

  const lossText = await lossPart.locator('b').textContent();
  await page.slider().press('Home');
  await expect.poll(() => lossPart.locator('b').textContent()).not.toBe(lossText);
  await expect.poll(() => backward.locator('b').first().textContent()).not.toBe(weightOfM.toFixed(4).replace('-', '−'));
  expectShortTasks('reading the 200 lines', await end());
});

test(`between two kept steps, the weight moves as the kept models say${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  await page.openView('200 lines');
  await typeText(page, 'emma');
  const sentence = part(page, 7).getByText('The page keeps the models of some steps');
  const moved = async () =>
    /At step (\d+) this number was (−?\d+\.\d+), and at step (\d+) it was (−?\d+\.\d+)/.exec(
      (await sentence.textContent()) ?? '',
    ) ?? [];
  await expect.poll(async () => (await moved())[3]).toBe('60');
  // The numbers of the first m of emma follow the letters, and part 7 follows part 6.
  await part(page, 7).getByText('the row for “m”').waitFor();
  await expect
    .poll(async () => {
      const [, , dataThen, , dataNow] = await moved();
      const gradient = read(await part(page, 6).locator('.gradient').textContent());
      const isAgainst = gradient * (read(dataNow) - read(dataThen)) > 0;
      return (await sentence.textContent())?.includes('other texts pulled it the other way') === isAgainst;
    })
    .toBe(true);
  const [, earlier, dataThen] = await moved();
  // At the earlier step, the page shows the number that it then has.
  await page.slider().press('ArrowLeft');
  await expect.poll(async () => (await moved())[3]).toBe(earlier);
  expect((await moved())[4]).toBe(dataThen);
  expect(await part(page, 6).locator('b').first().textContent()).toBe(dataThen);
});

test(`each letter that is drawn is one of the vocabulary, and the letters differ${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.openView('200 lines');
  await typeText(page, 'mia');
  const sampling = part(page, 8);
  await sampling.getByRole('radio', { name: '2', exact: true }).check({ force: true });
  const drawn = new Set<string>();
  await expect
    .poll(async () => {
      await sampling.getByRole('button', { name: 'Draw again' }).click();
      drawn.add((await sampling.locator('.drawn').textContent()) ?? '');
      return drawn.size;
    })
    .toBeGreaterThan(3);
  for (const letter of drawn) expect(letter).toMatch(/^[a-z▸]$/);
});

test(`the parts are reached by their names, and lead to the other views with the same run${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: settings });
  await page.openView('200 lines');
  await page.press('6. Backward: what to change');
  const heading = page.page.getByRole('heading', { name: '6. Backward: what to change' });
  await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.part(/^6\. /).getByRole('link', { name: 'Graph' }).click();
  await page.part('A training step').waitFor();
  expect(page.page.url()).toContain('embd=8');
  expect(page.page.url()).toContain('view=graph');
});

test(`a character that the model does not know is named, and the numbers stay${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.openView('200 lines');
  await typeText(page, 'ava');
  await page.page.getByRole('textbox', { name: 'The text that the numbers are about' }).fill('Ava');
  await page.page.getByText('This model does not know “A”').waitFor();
  expect(await part(page, 2).locator('.token-ids li').count()).toBe(4);
  await page.press('Back to the text of the step');
  await page.page.getByText('This model does not know “A”').waitFor({ state: 'detached' });
});

test(`the slider goes from the newest step to the only kept one, and back${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'embd=8&heads=2&steps=1000000&evalEvery=1000000' });
  await page.press('Train');
  await page.untilAfter(5);
  await page.openView('200 lines');
  const step = () => page.slider().getAttribute('aria-valuetext');
  await page.slider().press('Home');
  await expect.poll(step).toBe('step 0');
  await page.slider().press('End');
  await expect.poll(step).toMatch(/^step [\d,]+, the newest$/);
});
