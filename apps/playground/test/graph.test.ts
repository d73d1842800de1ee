import { cpu } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import type { Locator } from 'playwright';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';

const settings = 'embd=8&heads=2&steps=40';

/** The gradients of the loss of a text on `cpu`, with the model that the page downloads. */
async function gradients(page: Driver, text: string): Promise<ReadonlyMap<string, ArrayLike<number>>> {
  const checkpoint = await openCheckpoint(new Uint8Array(await page.download()));
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: cpu });
  const ids = [tokenizer.bos, ...tokenizer.encode(text), tokenizer.bos];
  model
    .forward([ids.slice(0, -1)])
    .crossEntropy(ids.slice(1))
    .backward();
  return new Map([...model.namedParameters()].map(([path, { grad }]) => [path, grad?.toFlat() ?? []]));
}

/** The gradient that the page shows of one number. */
async function gradientIn(part: Locator): Promise<number> {
  const text = (await part.getByRole('definition').nth(1).textContent()) ?? '';
  return Number(text.replaceAll('−', '-'));
}

test(`the graph opens down to a number, whose gradient is that of cpu, and replays back to it${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: settings });
  await page.press('Train');
  await page.untilDone();
  const expected = await gradients(page, 'mia');
  await page.openView('Graph');
  const { page: tab } = page;
  await tab.getByRole('textbox', { name: 'The text of the step' }).fill('mia');
  for (const module of ['layer 1', 'attention 1', 'values of attention 1']) {
    await tab.getByRole('button', { name: `Open ${module} ` }).click();
  }
  await tab.getByRole('button', { name: /^Show the numbers of values of attention 1, wv.weight 8 × 8/ }).click();
  const picture = tab.getByRole('img', { name: /^The gradients of values of attention 1: wv.weight/ });
  await picture.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await picture.press(key); // row 1, column 1
  const one = page.part(/^One number: layers.0.attn.wv.weight\[1, 1\]/);
  const gradient = await gradientIn(one);
  expect(gradient).toBeCloseTo(expected.get('layers.0.attn.wv.weight')?.[9] ?? NaN, 5);

  await one.getByRole('button', { name: 'Show the path from the loss' }).click();
  const path = one.locator('.graph-path li');
  await path.first().waitFor();
  expect(await path.first().textContent()).toContain('neg');
  expect(await path.last().textContent()).toContain('layers.0.attn.wv.weight[1, 1]');

  const slider = tab.getByRole('slider', { name: 'The place in the computation' });
  await slider.press('Home');
  await expect.poll(() => one.getByRole('definition').nth(1).textContent()).toBe('0.00000');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^Forward, number 1 of/);
  const place = (await one.getByRole('definition').nth(2).textContent()) ?? '';
  await slider.fill(String(Number(place.replace(',', '')) - 1));
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain(`number ${place} of`);
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/: values of attention 1: wv\.weight\.$/);
  await slider.press('End');
  await expect.poll(() => gradientIn(one)).toBe(gradient);

  await tab.getByRole('textbox', { name: 'The text of the step' }).fill('mia'.repeat(7));
  await tab.getByText('The model reads at most 16 tokens at once, so it read only the beginning.').waitFor();
});

test(`an expression is drawn, its inputs are moved and its gradients follow; a mistake is a sentence${note}`, async ({
  visit,
}) => {
  const page = await visit();
  await page.openView('Graph');
  const expression = page.part('An expression');
  const input = expression.getByRole('textbox', { name: 'The expression' });
  await input.fill('x*x + 2*y');
  const box = expression.getByRole('group', { name: 'The graph of the expression' });
  const slider = expression.getByRole('slider', { name: 'x' });
  await slider.fill('3');
  await expect.poll(() => box.textContent()).toContain('gradient 6.000');
  await slider.press('ArrowRight');
  await expect.poll(() => box.textContent()).toContain('gradient 6.020');
  await input.fill('x*x + 2*');
  await expect.poll(() => expression.textContent()).toContain('at character 9');
  await input.fill('x + sine(y)');
  await expect.poll(() => expression.textContent()).toContain('There is no function sine. Use one of exp');
});
