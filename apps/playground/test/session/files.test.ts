import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CharTokenizer } from '@microgpt/tokenizer';
import { expect } from 'vitest';
import { sharedFile } from '../../../../testing/shared-file.ts';
import {
  download,
  newProfile,
  note,
  noticesOf,
  openFiles,
  openTab,
  runOf,
  serveSession,
  test,
  testUnless,
  train,
  until,
} from './session-page.ts';

serveSession();

const gpt2 = sharedFile('golden/gpt2-tiny');
const text = new TextEncoder().encode('the quick brown fox jumps over the lazy dog\n'.repeat(60));

test(`a file that is opened and downloaded again is bit-equal${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=40');
  await train(page);
  const file = await download(page);
  const other = await openTab(await newProfile(), '');
  await openFiles(other, { 'names.safetensors': file });
  expect(await runOf(other)).toMatchObject({ status: 'done', progress: { step: 40 }, kept: [{ step: 40 }] });
  expect((await download(other)).equals(file)).toBe(true);
  await other.context().close();
  await context.close();
});

test(`a run on a text that is not here can write, and train once the text is dropped${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, '');
  await openFiles(page, { 'fox.txt': text });
  await page.evaluate(async () => {
    const dropped = microgpt.droppedText.value;
    if (dropped) await microgpt.session.learnFrom(dropped, { kind: 'lines', steps: 20 });
  });
  expect(await runOf(page)).toMatchObject({ dataName: 'fox.txt', settings: { steps: 20, out: 'fox.safetensors' } });
  await train(page);
  const file = await download(page);

  const other = await openTab(await newProfile(), '');
  await openFiles(other, { 'fox.safetensors': file });
  const { status, problem, id } = await runOf(other);
  expect({ status, problem }).toEqual({
    status: 'model',
    problem: 'To train on, drop the text that it learned from: fox.txt.',
  });
  const bytes = await other.evaluate(async (run) => (await microgpt.session.modelBytes(run, 20)).length, id);
  expect(bytes).toBe(file.length);
  await openFiles(other, { 'the-same.txt': text });
  expect(await runOf(other)).toMatchObject({ id, status: 'done', problem: undefined });
  await train(other);
  expect(await runOf(other)).toMatchObject({ id, status: 'done', progress: { step: 40 } });
  await other.context().close();
  await context.close();
});

test(`what cannot be opened is named in a sentence, and nothing is lost${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=20');
  await train(page);
  const file = await download(page);
  const before = await runOf(page);
  await openFiles(page, { 'half.safetensors': file.subarray(0, file.length / 2) });
  const damaged = Buffer.from(file);
  damaged[damaged.length - 5] ^= 1;
  await openFiles(page, { 'damaged.safetensors': damaged });
  await openFiles(page, { 'picture.png': Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0) });
  await openFiles(page, { 'empty.txt': new Uint8Array() });
  await openFiles(page, { 'config.json': new TextEncoder().encode('{}') });
  await openFiles(page, {});
  const notices = await noticesOf(page);
  expect(notices.map((notice) => notice.split(' ')[0])).toEqual([
    ...['half.safetensors', 'damaged.safetensors', 'picture.png', 'empty.txt', 'config.json', 'There'],
  ]);
  for (const notice of notices) expect(notice).toMatch(/\.$/);
  expect(await runOf(page)).toEqual(before);
  expect((await download(page)).equals(file)).toBe(true);
  await context.close();
});

testUnless(gpt2.missing)(`a folder of Hugging Face becomes a model that can write${note}${gpt2.note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, '');
  const read = (name: string) => readFileSync(join(gpt2.path, name));
  const { vocab_size: size } = JSON.parse(read('config.json').toString()) as { readonly vocab_size: number };
  const characters = Array.from({ length: size - 1 }, (_, i) => String.fromCodePoint(0x100 + i));
  const tokenizer = CharTokenizer.train(characters);
  await openFiles(page, {
    'config.json': read('config.json'),
    'model.safetensors': read('model.safetensors'),
    'tokenizer.json': new TextEncoder().encode(JSON.stringify(tokenizer)),
  });
  expect(await runOf(page)).toMatchObject({ status: 'model', vocabSize: size, settings: { architecture: 'gpt2' } });
  await until(page, () => microgpt.newestStep.value === 0);
  await openFiles(page, { 'config.json': read('config.json'), 'model.safetensors': read('model.safetensors') });
  expect(await noticesOf(page)).toEqual([expect.stringContaining('add tokenizer.json')]);
  await context.close();
});
