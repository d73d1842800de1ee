import { cpu } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import type { GPT, GPTParts } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { inspect } from '@microgpt/inspect';
import { expect } from 'vitest';
import { guideParts } from '../src/layers/guide-parts.ts';
import { guideLayers } from '../src/layers/layers-key.ts';
import type { Driver } from './driver.ts';
import { note, test } from './page.ts';

const settings = 'embd=8&heads=2&steps=6000';

/** The model that the page downloads, on `cpu`, and the tokens of a text. */
async function downloaded(page: Driver, parts: Partial<GPTParts>, text: string) {
  const checkpoint = await openCheckpoint(new Uint8Array(await page.download()));
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: cpu, ...parts });
  return { model, ids: [tokenizer.bos, ...tokenizer.encode(text)] };
}

/** The gradient of the loss of a text for a number of a matrix. */
function gradient(model: GPT, ids: readonly number[], path: string, index: number): number {
  const all = [...ids, ids[0]];
  model
    .forward([all.slice(0, -1)])
    .crossEntropy(all.slice(1))
    .backward();
  return model.namedParameters().get(path)?.grad?.toFlat()[index] ?? NaN;
}

/** The losses of the tokens of a text that Inside shows. */
async function lossesInside(page: Driver, text: string): Promise<(string | null)[]> {
  await page.openView('Inside');
  await page.page.getByRole('textbox', { name: 'The text that the model reads' }).fill(text);
  await page.page.locator('.strip-token').nth(text.length).waitFor();
  const tokens = await page.page.locator('.strip-token').all();
  return Promise.all(tokens.slice(1).map((token) => token.getAttribute('title')));
}

/** The gradient of the number [1, 1] of a matrix that Graph shows. */
async function gradientInGraph(page: Driver, text: string, module: string): Promise<number> {
  const { page: tab } = page;
  await page.openView('Graph');
  await tab.getByRole('textbox', { name: 'The text of the step' }).fill(text);
  const names = module.split('.');
  for (let depth = 2; depth <= names.length; depth++) {
    await tab.getByRole('button', { name: `Open ${names.slice(0, depth).join('.')},` }).click();
  }
  await tab.getByRole('button', { name: new RegExp(`^${names.at(-1)}.weight in ${module}, `) }).click();
  const picture = tab.getByRole('img', { name: new RegExp(`^The gradients of ${module}: ${names.at(-1)}.weight`) });
  await picture.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await picture.press(key);
  const one = page.part(new RegExp(`^One number: ${module}.weight\\[1, 1\\]`));
  return Number(await one.getByRole('definition').nth(1).textContent());
}

/** A matrix of each of the guide's layers, and its columns. */
const matrices = {
  rotary: ['layers.0.attn.wq', 8],
  'grouped-query': ['layers.0.attn.wk', 8],
  'mixture-of-experts': ['layers.0.mlp.router', 8],
  swiglu: ['layers.0.mlp.down', 16],
} as const;

test.for(guideLayers)(
  `%s layers train, go on after a reload, write, and are seen in every view${note}`,
  async (key, { visit }) => {
    const hash = `${settings}&parts=${key}`;
    const page = await visit({ hash });
    await page.press('Train');
    await page.untilAfter(10);
    await page.press('Pause');
    await page.untilAtRest();
    await page.page.reload();
    expect(await page.untilAtRest()).toMatch(/^Paused at step/);
    expect(new URL(page.page.url()).hash).toContain(`parts=${key}`);
    await page.press('Continue');
    const whole = await visit({ hash });
    await whole.press('Train');
    await Promise.all([page.untilDone(), whole.untilDone()]);
    expect(await page.contents()).toEqual(await whole.contents());
    expect(await page.samplesAt(6000)).toHaveLength(20);

    const [module, columns] = matrices[key];
    const { model, ids } = await downloaded(page, guideParts[key], 'mia');
    expect(await page.page.locator('.cost').textContent()).toMatch(
      new RegExp(`^${model.parameterCount().toLocaleString('en-US')} parameters`),
    );
    const { losses } = inspect(model, ids);
    expect(await lossesInside(page, 'mia')).toEqual([...losses].map((loss) => `loss ${loss.toFixed(2)}`));
    expect(await gradientInGraph(page, 'mia', module)).toBeCloseTo(
      gradient(model, ids, `${module}.weight`, columns + 1),
      4,
    );
    await page.openView('Write');
    await page.candidate('a').waitFor();
  },
);
