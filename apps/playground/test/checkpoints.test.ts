import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { sharedFile } from '../../../testing/shared-file.ts';
import { microgpt } from './command-line.ts';
import { contentsOf } from './contents-of.ts';
import type { Driver } from './driver.ts';
import { dropFiles } from './drop-files.ts';
import { note, test, testUnless } from './page.ts';

const gpt2 = sharedFile('golden/gpt2-tiny');
const folder = mkdtempSync(join(tmpdir(), 'playground-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test(`a checkpoint of the command line goes through the page bit-equal, and on in it as on the command line${note}`, async ({
  visit,
}) => {
  const file = join(folder, 'from-command-line.safetensors');
  await microgpt(folder, 'train', '--preset', 'names', '--embd', '8', '--steps', '300', '--out', file);
  const trained = readFileSync(file);

  const page = await visit();
  await page.openFiles(file);
  await page.untilDone();
  expect(contentsOf(await page.download())).toEqual(contentsOf(trained));

  await page.press('Train 300 more');
  await microgpt(folder, 'train', '--resume', file, '--steps', '600');
  await page.page.getByText('Done: 600 steps').waitFor();
  expect(await page.contents()).toEqual(contentsOf(readFileSync(file)));
});

test(`a run that was paused in the page is finished by the command line as by the page${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=6000&embd=24' });
  await page.press('Train');
  await page.untilAfter(10);
  await page.press('Pause');
  expect(await page.untilAtRest()).toMatch(/^Paused at/);
  const file = join(folder, 'from-page.safetensors');
  writeFileSync(file, await page.download());

  await page.press('Continue');
  await Promise.all([page.untilDone(), microgpt(folder, 'train', '--resume', file)]);
  const finished = contentsOf(readFileSync(file));
  expect(finished.extra.progress).toMatchObject({ step: 6000, done: true });
  expect(await page.contents()).toEqual(finished);
});

test(`a run of the command line beyond what the page can be set to stays in front when the view changes${note}`, async ({
  visit,
}) => {
  const file = join(folder, 'by-the-clock.safetensors');
  const sizes = ['--layers', '13', '--embd', '8', '--heads', '2', '--block', '8', '--batch', '1'];
  await microgpt(folder, 'train', ...sizes, '--time', '1s', '--out', file);
  const page = await visit();
  await page.openFiles(file);
  await page.untilDone();
  await page.openView('Write');
  await page.openView('Train');
  await page.button('Train more').waitFor();
  expect(await page.button('Undo').count()).toBe(0);
});

test(`what cannot be opened is named in a message, and nothing is lost${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=50' });
  await page.press('Train');
  await page.untilDone();
  const trained = await page.download();
  const damaged = Buffer.from(trained);
  damaged[damaged.length - 5] ^= 1;

  await expectRefused(page, 'half.safetensors', trained.subarray(0, trained.length / 2));
  await expectRefused(page, 'damaged.safetensors', damaged);
  await expectRefused(page, 'picture.safetensors', Buffer.from([137, 80, 78, 71, 13, 10]));
  await expectRefused(page, 'picture.png', Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0]));
  await expectRefused(page, 'empty.txt', Buffer.alloc(0));
  await expectRefused(page, 'config.json', Buffer.from('{}'));

  expect(await page.untilAtRest()).toBe('Done: 50 steps');
  expect((await page.download()).equals(trained)).toBe(true);
});

test(`a run on a text that is not here can only write, and trains once the text is opened${note}`, async ({
  visit,
}) => {
  const text = join(folder, 'fox.txt');
  writeFileSync(text, 'the quick brown fox jumps over the lazy dog\n'.repeat(60));
  const file = join(folder, 'fox.safetensors');
  await microgpt(folder, 'train', text, '--embd', '8', '--steps', '20', '--out', file);
  const page = await visit();
  await page.openFiles(file);
  await page.page.getByText('This model cannot be trained here.').waitFor();
  await page.openFiles(text);
  await page.page.getByText('Done: 20 steps').waitFor();
  await page.press('Train 20 more');
  await page.page.getByText('Done: 40 steps').waitFor();
});

test(`a folder in Hugging Face’s format is dropped into the page, or its files picked one by one, and writes there${note}`, async ({
  visit,
}) => {
  const [file, exported] = [join(folder, 'gpt2.safetensors'), join(folder, 'gpt2')];
  const text = join(folder, 'text.txt');
  writeFileSync(text, 'to be or not to be, that is the question\n'.repeat(100));
  const network = '--architecture gpt2 --embd 8 --heads 2 --layers 1 --block 8';
  const options = `${network} --tokenizer byte-pairs --vocab 270 --steps 5`.split(' ');
  await microgpt(folder, 'train', text, ...options, '--out', file);
  await microgpt(folder, 'export', file, exported, '--to', 'hugging-face');

  const page = await visit();
  await page.untilOpened();
  await dropFiles(page.page, [exported]);
  await page.page.getByText(/^This model cannot be trained/).waitFor();
  const write = async (): Promise<void> => {
    await page.openView('Write');
    await page.page.getByRole('option').first().click();
    await page.page.getByRole('button', { name: /continue after it$/ }).waitFor();
    await page.openView('Train');
  };
  await write();

  const models = page.part('Runs').getByRole('listitem');
  const dropped = await models.count();
  await page.openFiles(['config.json', 'model.safetensors', 'tokenizer.json'].map((name) => join(exported, name)));
  await expect.poll(() => models.count()).toBe(dropped + 1);
  await page.page.getByText(/^This model cannot be trained/).waitFor();
  await write();
});

testUnless(gpt2.missing)(
  `a folder in Hugging Face’s format without a tokenizer is refused in a sentence${note}${gpt2.note}`,
  async ({ visit }) => {
    const page = await visit();
    await page.untilOpened();
    await dropFiles(page.page, [gpt2.path]);
    expect(await page.notice('tokenizer')).toContain('tokenizer.json');
    expect(await page.untilAtRest()).toBe('It has learned nothing yet.');
  },
);

/** Opens a file of which the page can make nothing. */
async function expectRefused(page: Driver, name: string, buffer: Buffer): Promise<void> {
  await page.openFiles({ name, mimeType: '', buffer });
  expect(await page.notice(name)).toMatch(/\.$/);
}
