import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { probabilities, type GPT } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { rowOf, inspect } from '@microgpt/inspect';
import { runRecordOf, trainingTexts, type GivenSettings } from '@microgpt/run';
import { Random } from '@microgpt/random';
import type { Tokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { longestPassage } from '../src/inspecting/longest-passage.ts';
import { nearestLines } from '../src/inspecting/nearest-lines.ts';
import { BatchRecorder } from './batch-recorder.ts';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';
import { names, trainedRun } from './trained-run.ts';

const sonnets = Uint8Array.from(readFileSync(new URL('../src/data/texts/sonnets.txt', import.meta.url)));

/** What a run that trains in Node learns from, step by step. */
async function trainedOn(text: Uint8Array, given: GivenSettings): Promise<(step: number) => string[]> {
  const recorder = new BatchRecorder();
  await trainedRun(text, given, recorder);
  return (step) => recorder.textsOf(step);
}

/** The model that the page downloads. */
async function modelOf(page: Driver): Promise<{ model: GPT; tokenizer: Tokenizer; checkpoint: Checkpoint }> {
  const checkpoint = await openCheckpoint(new Uint8Array(await page.download()));
  return {
    checkpoint,
    tokenizer: tokenizerFrom(checkpoint),
    model: await modelFrom(checkpoint, { engine: await wasm() }),
  };
}

/** The settings of the run that the page downloads. */
async function settingsOf(page: Driver): Promise<GivenSettings> {
  const record = runRecordOf((await modelOf(page)).checkpoint.extra);
  if (record === undefined) throw new Error('expected a run in the download');
  return record.settings;
}

/** The part of the page that shows what a step learned from. */
function documentsOf(page: Driver, step: number): Locator {
  return page.part(`What step ${step} learned from`);
}

/** The whole texts that are shown. */
async function shownTexts(page: Driver, step: number): Promise<string[]> {
  const part = documentsOf(page, step);
  await part.waitFor();
  const items = await part.locator('li[title]').all();
  return Promise.all(items.map(async (item) => (await item.getAttribute('title')) ?? ''));
}

/** The point of the curve at a share of its width. */
async function pointOf(page: Driver, share: number): Promise<{ x: number; y: number }> {
  const plot = page.page.locator('.curve-canvas .u-over');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('expected a curve');
  return { x: box.x + share * box.width, y: box.y + box.height / 2 };
}

async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test(`the pointer on a step of the curve shows the lines that the run learned from then, and moves nothing${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'steps=40&batch=5&seed=7' });
  const expected = await trainedOn(names, { steps: 80, batch: 5, seed: 7 });
  await page.press('Train');
  await page.untilDone();
  const hint = page.page.getByText(/^Point at the curve/);
  await hint.waitFor();
  const below = page.page.getByLabel('In numbers');
  const place = await below.boundingBox();

  const middle = await pointOf(page, 0.5);
  await page.page.mouse.move(middle.x, middle.y);
  expect((await shownTexts(page, 20)).sort()).toEqual(expected(20).sort());
  expect(await below.boundingBox()).toEqual(place);
  await page.page.mouse.click(middle.x, middle.y);
  await page.page.mouse.move(5, 5);
  await page.page.locator('.curve-reading').getByText('step 20').waitFor();
  expect(await shownTexts(page, 20)).toHaveLength(5);

  const picker = page.page.getByRole('slider', { name: 'A step of the curve' });
  await picker.press('Home');
  expect((await shownTexts(page, 1)).sort()).toEqual(expected(1).sort());
  await picker.press('ArrowRight');
  expect((await shownTexts(page, 2)).sort()).toEqual(expected(2).sort());
  expect(await seriousProblems(page.page)).toEqual([]);
  await picker.press('Escape');
  await hint.waitFor();

  await page.press('Train 40 more');
  await expect.poll(() => page.step()).toBe(80);
  await page.untilDone();
  const late = await pointOf(page, 0.9);
  await page.page.mouse.click(late.x, late.y);
  const [step] = /\d+/.exec((await page.part(/^What step (7|8)\d learned from/).textContent()) ?? '') ?? [];
  expect(Math.abs(Number(step) - 72)).toBeLessThan(2); // the pointer may be nearer to the loss of a step beside it
  expect((await shownTexts(page, Number(step))).sort()).toEqual(expected(Number(step)).sort());
  await page.page.reload();
  await page.untilDone();
  await picker.press('Home');
  await picker.press('ArrowRight');
  expect((await shownTexts(page, 2)).sort()).toEqual(expected(2).sort());
});

test(`a tap on the curve of a phone shows them, too, and moves nothing${note}`, async ({ visit }) => {
  const page = await visit({
    hash: 'steps=40&batch=8',
    viewport: { width: 360, height: 800 },
    hasTouch: true,
    isMobile: true,
  });
  await page.press('Train');
  await page.untilDone();
  await page.page.getByText(/^Point at the curve/).waitFor();
  const expected = await trainedOn(names, { steps: 40, batch: 8 });
  const { x, y } = await pointOf(page, 0.5);
  const places = () =>
    Promise.all(['.curve', '.documents', '.slider'].map((part) => page.page.locator(part).boundingBox()));
  const before = await places();
  await page.page.touchscreen.tap(x, y);
  const part = page.part(/^What step (19|20|21) learned from/);
  await part.waitFor();
  const [step] = /\d+/.exec((await part.textContent()) ?? '') ?? [];
  const shown = await shownTexts(page, Number(step));
  expect(shown).toHaveLength(5);
  expect(expected(Number(step))).toEqual(expect.arrayContaining(shown));
  expect(await part.getByRole('listitem').last().textContent()).toBe('and 3 more');
  expect(await places()).toEqual(before);
});

test(`of running text, it shows the windows of the step${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'data=shakespeare&layers=1&embd=16&heads=2&block=16&batch=3&steps=40' });
  await page.press('Train');
  await page.untilDone();
  const expected = await trainedOn(sonnets, await settingsOf(page));
  for (const share of [0.25, 0.5, 0.975]) {
    const { x, y } = await pointOf(page, share);
    await page.page.mouse.move(x, y);
    expect((await shownTexts(page, 40 * share)).sort()).toEqual(expected(40 * share).sort());
  }
});

test(`a sample shows the nearest names and the probability of each letter, which leads to the reasons for it${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'steps=60' });
  await page.press('Train');
  await page.untilDone();
  const { model, tokenizer } = await modelOf(page);
  const samples = await page.samplesAt(60);
  const text = samples.find((sample) => (sample ?? '').length > 3) ?? '';
  const dialog = page.page.getByRole('dialog', { name: `Where “${text}” comes from` });
  const sample = page
    .part(/^What it writes at step 60/)
    .getByRole('button', { name: text })
    .first();
  await sample.press('Enter');
  await dialog.waitFor();

  const corpus = { source: 'names', text: new TextDecoder().decode(names) };
  const lines = trainingTexts({ corpus, kind: 'lines', validation: 0.1, rng: new Random(42) });
  const nearest = nearestLines(
    text,
    lines.filter((line) => line !== text),
    5,
  );
  const items = dialog.getByRole('list').first().getByRole('listitem');
  await expect.poll(() => items.count()).toBe(5);
  expect(await items.allTextContents()).toEqual(
    nearest.map(({ text, distance }) => `${text} ${distance} ${distance === 1 ? 'change' : 'changes'}`),
  );

  const ids = [tokenizer.bos, ...tokenizer.encode(text)];
  const { logits } = inspect(model, ids.slice(0, model.config.blockSize));
  const percents = await dialog.locator('.bar-percent').allTextContents();
  const chances = ids.slice(1).map((id, i) => 100 * probabilities(rowOf(logits, i))[id]);
  chances.forEach((chance, i) => {
    if (chance >= 1.5) expect(Math.abs(Number(percents[i].replace(' %', '')) - chance)).toBeLessThan(0.6);
  });
  expect(await seriousProblems(page.page)).toEqual([]);
  await page.page.setViewportSize({ width: 360, height: 800 });
  expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await page.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await sample.evaluate((element) => element === document.activeElement)).toBe(true);
  await sample.click();

  await dialog.getByRole('list').nth(1).getByRole('button').nth(2).click();
  await whyIsShown(page, { text, place: 2, letter: text[2] });
  const why = page.part('What comes next, and why');
  expect(await why.locator('.why-how').isVisible()).toBe(true);
  const box = await why.boundingBox();
  expect(box !== null && box.y < 800 && box.y + box.height > 0).toBe(true);
  const logit = Number((await why.getByText(/^Why “/).textContent())?.match(/-?\d+\.\d+/)?.[0]);
  expect(logit).toBeCloseTo(rowOf(logits, 2)[ids[3]], 2);
  await page.page.goBack();
  await page.part(/^What it writes at step 60/).waitFor();
});

/** Waits until the view that looks inside explains a letter of a text. */
async function whyIsShown(page: Driver, { text, place, letter }: { text: string; place: number; letter: string }) {
  const input = page.page.getByRole('textbox', { name: 'The text that the model reads' });
  await expect.poll(() => input.inputValue()).toBe(text);
  const tokens = page.page.locator('.strip-token');
  await expect.poll(() => tokens.nth(place).getAttribute('aria-pressed')).toBe('true');
  const why = page.part('What comes next, and why');
  await why.getByText(`Why “${letter}”?`).waitFor();
  expect(await why.locator('.bar-row[aria-pressed=true] .bar-label').textContent()).toBe(letter);
  await expect.poll(() => page.page.evaluate(() => document.activeElement?.className)).toBe('why');
}

test(`a passage shows its longest part that is in the data, and its letters lead to the reasons, too${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: 'data=shakespeare&layers=1&embd=16&heads=2&block=16&steps=60' });
  await page.press('Train');
  await page.untilDone();
  await page.part(/^What it writes at step 60/).waitFor();
  const sample = page.page.locator('.sample').first();
  const text = (await sample.textContent()) ?? '';
  await sample.click();
  const dialog = page.page.getByRole('dialog');
  const corpus = { source: 'sonnets', text: new TextDecoder().decode(sonnets).replaceAll('\r\n', '\n') };
  const [learned] = trainingTexts({ corpus, kind: 'text', validation: 0.1, rng: new Random(42) });
  const passage = longestPassage(text, learned);
  expect(passage.text.length).toBeGreaterThan(1);
  await expect.poll(() => dialog.locator('mark').textContent()).toBe(passage.text);
  expect(await seriousProblems(page.page)).toEqual([]);

  const letters = dialog.locator('.sample-text button');
  const all = (await letters.allTextContents()).map((letter) => (letter === '↵' ? '\n' : letter));
  const index = all.findIndex((letter, i) => i > 20 && /[a-z]/.test(letter));
  await letters.nth(index).click();
  const why = page.part('What comes next, and why');
  await why.getByText(`Why “${all[index]}”?`).waitFor();
  const input = page.page.getByRole('textbox', { name: 'The text that the model reads' });
  expect(await input.inputValue()).toBe(all.slice(0, index).join('').replaceAll('\n', '↵'));
});

test(`“Why this letter?” in Write explains the letter before the cursor${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=60' });
  await page.press('Train');
  await page.untilDone();
  await page.openView('Write');
  const why = page.button('Why this letter?');
  await why.waitFor();
  expect(await why.isDisabled()).toBe(true);
  for (const letter of ['m', 'a', 'r', 'i']) await page.page.getByRole('combobox').press(letter);
  await page.page.getByRole('button', { name: /^i, .*continue after it/ }).waitFor();
  await page.page.getByRole('combobox').press('ArrowLeft');
  await why.press('Enter');
  await whyIsShown(page, { text: 'mari', place: 2, letter: 'r' });
});
