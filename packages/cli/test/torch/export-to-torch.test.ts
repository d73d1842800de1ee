import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { FeedForward, GPT } from '@microgpt/gpt';
import { Initializer, Linear } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportToTorch } from '../../src/torch/export-to-torch.ts';
import { tokenTypeOf, writeTokens } from '../../src/torch/write-tokens.ts';
import { note, python, runPython } from './python.ts';
import { SmallRun } from './small-run.ts';

const names = ['emma', 'olivia', 'ava', 'isabella', 'sophia', 'mia', 'charlotte', 'amelia', 'evelyn', 'abigail'];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'microgpt-'));
});
afterAll(() => rm(root, { recursive: true }));

describe('exportToTorch', () => {
  test('writes the checkpoint, the tokens and the programs', async () => {
    const { file, run } = await saved('whole', { kind: 'text' });
    const folder = join(root, 'new', 'whole');
    const { trainingTokens, validationTokens } = await exportToTorch(file, folder, { data: dataOf(run) });
    expect((await readdir(folder)).sort()).toEqual([
      'README.md',
      'checkpoint.py',
      'checkpoint.safetensors',
      'data.json',
      'data.py',
      'model.py',
      'run.py',
      'train.bin',
      'train.py',
      'val.bin',
    ]);
    expect(await readFile(join(folder, 'checkpoint.safetensors'))).toEqual(await readFile(file));
    const text = names.slice(0, 9).join('\n');
    const ids = await idsIn(join(folder, 'train.bin'));
    expect(run.tokenizer.decode(ids)).toBe(text);
    expect([trainingTokens, validationTokens]).toEqual([text.length, 'abigail'.length]);
  });

  test('separates documents by BOS', async () => {
    const { file, run } = await saved('lines', { kind: 'lines' });
    const folder = join(root, 'lines');
    await exportToTorch(file, folder, { data: dataOf(run) });
    const ids = await idsIn(join(folder, 'val.bin'));
    const { bos } = run.tokenizer;
    expect(ids).toEqual([bos, ...run.tokenizer.encode('abigail'), bos]);
    expect(JSON.parse(await readFile(join(folder, 'data.json'), 'utf8'))).toEqual({
      kind: 'lines',
      dtype: 'uint16',
      bos,
    });
  });

  test('refuses a folder with files, and leaves them', async () => {
    const { file, run } = await saved('twice', {});
    const folder = join(root, 'twice');
    await exportToTorch(file, folder, { data: dataOf(run) });
    await writeFile(join(folder, 'model.py'), 'mine');
    await expect(exportToTorch(file, folder, { data: dataOf(run) })).rejects.toThrow(
      `the folder ${folder} has files already; go on there with python3 ${join(folder, 'train.py')}, or pass a new one`,
    );
    expect(await readFile(join(folder, 'model.py'), 'utf8')).toBe('mine');
    await expect(exportToTorch(file, file, { data: dataOf(run) })).rejects.toThrow(
      `${file} is a file; pass a new folder`,
    );
  });

  test('fills an empty folder', async () => {
    const { file, run } = await saved('empty', {});
    const folder = join(root, 'empty');
    await mkdir(folder);
    await exportToTorch(file, folder, { data: dataOf(run) });
    expect(await readdir(folder)).toContain('train.py');
  });

  test('leaves nothing if the data cannot be read', async () => {
    const { file } = await saved('unread', {});
    const folder = join(root, 'unread');
    const data = () => Promise.reject(new Error('the text has changed'));
    await expect(exportToTorch(file, folder, { data })).rejects.toThrow('the text has changed');
    expect((await readdir(root)).filter((name) => name.startsWith('unread') && name !== 'unread.safetensors')).toEqual(
      [],
    );
  });

  const data = () => Promise.reject(new Error('is not read'));
  const config = { vocabSize: 20, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 8 };
  const init = () => new Initializer(cpu, new Random(1));

  test('refuses a network with your own parts, or with replaced modules', async () => {
    const file = join(root, 'parts.safetensors');
    const parts = { mlp: () => new FeedForward(config, init()) };
    await writeFile(file, saveCheckpoint({ model: new GPT({ ...config, ...parts }, init()) }));
    await expect(exportToTorch(file, join(root, 'parts'), { data })).rejects.toThrow(
      `${file}: the network has your own mlp, which is JavaScript; export a run without --parts, ` +
        'and write the same part into model.py before you train',
    );
    const model = new GPT(config, init());
    model.replaceModule('layers.0.mlp.fc1', () => new Linear(8, 32, init()));
    await writeFile(file, saveCheckpoint({ model }));
    await expect(exportToTorch(file, join(root, 'parts'), { data })).rejects.toThrow('your own layers.0.mlp.fc1,');
  });

  test('refuses a checkpoint without a run, one of another model, and what is none', async () => {
    const file = join(root, 'model.safetensors');
    const tokenizer = CharTokenizer.train(names);
    await writeFile(file, saveCheckpoint({ model: new GPT(config, init()), tokenizer }));
    await expect(exportToTorch(file, join(root, 'model'), { data })).rejects.toThrow(
      `${file} holds no run of microgpt train, only a model; start one from it with microgpt train TEXT --from ${file}`,
    );
    await writeFile(file, saveCheckpoint({ model: new Linear(2, 2, init()) }));
    await expect(exportToTorch(file, join(root, 'model'), { data })).rejects.toThrow('holds a model and not a GPT');
    await writeFile(file, 'not a checkpoint');
    await expect(exportToTorch(file, join(root, 'model'), { data })).rejects.toThrow(
      `${file} is a text and not a checkpoint`,
    );
    await rm(file);
    await expect(exportToTorch(file, join(root, 'model'), { data })).rejects.toThrow(
      `there is no file ${file}; pass a checkpoint`,
    );
  });

  async function idsIn(file: string): Promise<number[]> {
    const bytes = Uint8Array.from(await readFile(file)); // a copy, which is aligned
    return Array.from(new Uint16Array(bytes.buffer));
  }

  async function saved(name: string, settings: Parameters<typeof SmallRun.start>[2]) {
    const run = SmallRun.start(cpu, names, settings);
    const file = join(root, `${name}.safetensors`);
    await run.save(file, []);
    return { file, run };
  }

  function dataOf(run: SmallRun) {
    return () => Promise.resolve(run.data);
  }
});

describe.skipIf(python === undefined)(`data.py${note}`, () => {
  const cases = [
    { vocabSize: 2 ** 16, dtype: 'uint16', documents: [[40_000, 3], [], [32_767, 32_768, 1, 2, 3, 4]] },
    { vocabSize: 2 ** 16 + 1, dtype: 'uint32', documents: [[65_535, 3], [40_000], [], [1, 2, 3, 4, 5, 6]] },
  ];
  test.each(cases)('reads documents of $dtype, each up to a block', async ({ vocabSize, dtype, documents }) => {
    const bos = vocabSize - 1;
    expect(tokenTypeOf(vocabSize)).toBe(dtype);
    const file = join(root, 'train.bin');
    const ids = [bos, ...documents.flatMap((document) => [...document, bos])];
    expect(await writeTokens(file, [ids], tokenTypeOf(vocabSize))).toBe(ids.length);
    await writeFile(join(root, 'data.json'), JSON.stringify({ kind: 'lines', dtype, bos }));
    const pieces: unknown = JSON.parse(await runPython([join(import.meta.dirname, 'pieces.py'), file, '4'], root));
    expect(pieces).toEqual(documents.map((document) => [bos, ...document, bos].slice(0, 5)));
  });

  test('reads a text in blocks, in which each token but the first is a target once', async () => {
    const file = join(root, 'train.bin');
    await writeTokens(
      file,
      [
        [1, 2, 3],
        [4, 5, 6, 7, 8, 9, 10],
      ],
      'uint16',
    );
    await writeFile(join(root, 'data.json'), JSON.stringify({ kind: 'text', dtype: 'uint16', bos: 11 }));
    const pieces: unknown = JSON.parse(await runPython([join(import.meta.dirname, 'pieces.py'), file, '4'], root));
    expect(pieces).toEqual([
      [1, 2, 3, 4, 5],
      [5, 6, 7, 8, 9],
      [9, 10],
    ]);
  });
});
