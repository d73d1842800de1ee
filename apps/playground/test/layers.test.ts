import { cpu } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import { FeedForward, type GPT, type GPTParts } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { inspect } from '@microgpt/inspect';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { guideLayers } from 'examples/guide-layers';
import { guideParts } from 'examples/layers';
import { partName } from '../src/inspecting/part-name.ts';
import type { Driver } from './driver.ts';
import { microgpt } from './command-line.ts';
import { contentsOf } from './contents-of.ts';
import { dropFiles } from './drop-files.ts';
import { note, test } from './page.ts';

const settings = 'heads=2&embd=8&steps=900';

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
  const tokens = page.page.locator('.strip-token');
  await expect.poll(() => tokens.count()).toBe(1 + text.length); // the example before it has another length
  return Promise.all((await tokens.all()).slice(1).map((token) => token.getAttribute('title')));
}

/** The gradient of the number [1, 1] of a matrix that Graph shows. */
async function gradientInGraph(page: Driver, text: string, module: string): Promise<number> {
  const { page: tab } = page;
  await page.openView('Graph');
  await tab.getByRole('textbox', { name: 'The text of the step' }).fill(text);
  const names = module.split('.');
  for (let depth = 2; depth <= names.length; depth++) {
    await tab.getByRole('button', { name: `Open ${partName(names.slice(0, depth).join('.'))} ` }).click();
  }
  await tab
    .getByRole('button', { name: new RegExp(`^Show the numbers of ${partName(module)}, ${names.at(-1)}.weight `) })
    .click();
  const picture = tab.getByRole('img', {
    name: new RegExp(`^The gradients of ${partName(module)}: ${names.at(-1)}.weight`),
  });
  await picture.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await picture.press(key);
  const one = page.part(new RegExp(`^One number: ${module}.weight\\[1, 1\\]`));
  const shown = (await one.getByRole('definition').nth(1).textContent()) ?? '';
  return Number(shown.replaceAll('−', '-'));
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
    await page.untilOpened();
    await page.press('One step');
    await page.untilAfter(0);
    await page.page.reload();
    expect(await page.untilAtRest()).toMatch(/^Paused at step 1 /);
    expect(new URL(page.page.url()).hash).toContain(`parts=${key}`);
    await page.press('Continue');
    const whole = await visit({ hash });
    await whole.press('Train');
    await Promise.all([page.untilDone(), whole.untilDone()]);
    expect(await page.contents()).toEqual(await whole.contents());
    expect(await page.samplesAt(900)).toHaveLength(20);

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

const folder = mkdtempSync(join(tmpdir(), 'playground-layers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A file with a module. */
function fileOf(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

/** Chooses a file with the user's own layers in Train. */
async function upload(page: Driver, file: string): Promise<void> {
  await page.press(/^layers are: /);
  const [chooser] = await Promise.all([
    page.page.waitForEvent('filechooser'),
    page.page.locator('.setting-choice', { hasText: 'your own …' }).click(),
  ]);
  await chooser.setFiles(file);
}

const hashOf = (page: Driver) => new URL(page.page.url()).hash;

const squared = `import { FeedForward } from '@microgpt/gpt';

export const mlp = (config, init) => new FeedForward(config, init, { activation: (x) => x.relu().pow(2) });
`;
const squaredParts: Partial<GPTParts> = {
  mlp: (config, init) => new FeedForward(config, init, { activation: (x) => x.relu().pow(2) }),
};

test(`a module of one’s own trains, goes on after a reload, and is seen in every view; its checkpoint asks for it${note}`, async ({
  visit,
}) => {
  const file = fileOf('squared.js', squared);
  const page = await visit({ hash: settings });
  await page.untilOpened();
  await upload(page, file);
  await expect.poll(() => hashOf(page)).toMatch(/&parts=own:[0-9a-f]{64}:squared\.js&/);
  await page.press('One step');
  await page.untilAfter(0);
  await page.page.reload();
  expect(await page.untilAtRest()).toMatch(/^Paused at step 1 /);
  await page.press('Continue');
  await page.untilDone();
  expect(await page.samplesAt(900)).toHaveLength(20);

  const checkpoint = fileOf('squared.safetensors', '');
  const contents = await page.contents();
  writeFileSync(checkpoint, await page.download());
  const { model, ids } = await downloaded(page, squaredParts, 'mia');
  expect(await lossesInside(page, 'mia')).toEqual(
    [...inspect(model, ids).losses].map((loss) => `loss ${loss.toFixed(2)}`),
  );
  await page.part('Hidden units').getByText('MLP 1: 32 units').waitFor();
  const path = 'layers.0.mlp.fc1';
  expect(await gradientInGraph(page, 'mia', path)).toBeCloseTo(gradient(model, ids, `${path}.weight`, 9), 4);

  const link = hashOf(page);
  const other = await visit({ hash: link.slice(1).replace('&view=graph', '') });
  expect(await other.notice('someone’s own layers')).toContain('drop squared.js here');
  await dropFiles(other.page, [fileOf('squared.js', squared)]);
  await expect.poll(() => hashOf(other)).toContain(':squared.js');

  const third = await visit();
  await third.untilOpened();
  await third.openFiles(checkpoint);
  expect(await third.notice('squared.safetensors could not be opened')).toContain('drop squared.js here');
  expect(hashOf(third)).toBe('');
  await third.openFiles(file);
  await third.untilDone();
  expect(await third.contents()).toEqual(contents);
});

const mistakes: readonly (readonly [file: string, source: string, problem: RegExp])[] = [
  ['brackets.js', 'export const mlp = (config, init => {', /brackets\.js cannot be used: /],
  ['none.js', 'export class Gated {}', /it exports none of norm, attention, mlp/],
  ['wrong-name.js', "import { Linaer } from '@microgpt/nn'; export const mlp = Linaer;", /@microgpt\/nn'.* 'Linaer'/],
  ['lodash.js', "import { map } from 'lodash'; export const mlp = map;", /it imports lodash, but/],
  [
    'shape.js',
    "import { Linear } from '@microgpt/nn'; export const mlp = ({ nEmbd }, init) => new Linear(nEmbd, 3, init);",
    /\(5, 8\).*\(5, 3\)/,
  ],
  ['endless.js', 'for (;;); export const mlp = 1;', /did not finish within 10 seconds/],
  ['typed.ts', "import { Linear } from '@microgpt/nn';", /npx esbuild typed\.ts --outfile=typed\.js/],
];

test(`a module with a mistake changes nothing, and the page says what is wrong${note}`, async ({ visit }) => {
  const page = await visit({ hash: settings });
  await page.untilOpened();
  for (const [name, source, problem] of mistakes) {
    await upload(page, fileOf(name, source));
    expect(await page.notice(`${name} cannot be used`)).toMatch(problem);
    expect(hashOf(page)).toBe(`#${settings}`);
  }
  await page.press('Train');
  await page.untilAfter(0);
});

test(`a wrong gradient is said, and the layers train all the same; a view says why it shows nothing of them${note}`, async ({
  visit,
}) => {
  const page = await visit({ hash: `embd=8&heads=2&steps=40` });
  await page.untilOpened();
  const wrong = `import { Linear, Module } from '@microgpt/nn';

const cube = { name: 'cube', f: (x) => x ** 3, df: (x) => x ** 2 };

class Cubes extends Module {
  constructor(size, init) {
    super();
    this.map = new Linear(size, size, init);
  }

  forward(x) {
    return this.map.forward(x).map(cube);
  }
}

export const mlp = ({ nEmbd }, init) => new Cubes(nEmbd, init);
`;
  await dropFiles(page.page, [fileOf('cubes.js', wrong)]);
  expect(await page.notice('The gradients of cubes.js may be wrong')).toContain('cube');
  await expect.poll(() => hashOf(page)).toContain(':cubes.js');
  await page.press('Train');
  await page.untilDone();
  await page.openView('Inside');
  await page.page.getByText('No layer of this model records its hidden units.').waitFor();
});

test(`a run of the command line with parts of its own goes on in the page with the same module${note}`, async ({
  visit,
}) => {
  const file = join(folder, 'from-command-line.safetensors');
  const module = fileOf('parts.ts', squared.replace('config, init', 'config: any, init: any'));
  const sizes = ['--preset', 'names', '--embd', '8', '--heads', '2', '--steps', '50'];
  await microgpt(folder, 'train', ...sizes, '--parts', module, '--out', file);
  const page = await visit({ hash: 'seed=7' });
  await page.untilOpened();
  await page.openFiles(file);
  expect(await page.notice('from-command-line.safetensors could not be opened')).toContain('drop parts.js here');
  expect(hashOf(page)).toBe('#seed=7');
  await page.openFiles(fileOf('parts.js', squared));
  await page.untilDone();
  const { numbers } = await page.contents();
  expect(numbers).toEqual(contentsOf(readFileSync(file)).numbers);
  await page.press('Train 50 more');
  await page.page.getByText('Done: 100 steps').waitFor();
  expect((await page.contents()).extra.settings.parts).toMatch(/^own:[0-9a-f]{64}:parts\.js$/);
});

test(`the file of a run names its layers, and layers that do not fit the sizes say so${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'heads=2&embd=8&parts=rotary&steps=20' });
  await page.press('Train');
  await page.untilDone();
  const file = fileOf('rotary.safetensors', '');
  writeFileSync(file, await page.download());
  const other = await visit({ hash: 'heads=2&embd=6&parts=rotary' });
  expect(await other.notice('Rotary positions turn pairs')).toContain('set the width to a multiple of 4');
  await other.openFiles(file);
  await other.openView('Write');
  await other.candidate('a').waitFor();
});
