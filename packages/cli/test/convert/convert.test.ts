import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadModel, loadNetwork } from '../../src/checkpoints/load-model.ts';
import { withCheckpoint } from '../../src/checkpoints/with-checkpoint.ts';
import { evalCommand } from '../../src/commands/eval.ts';
import { exportCommand } from '../../src/commands/export.ts';
import { importCommand } from '../../src/commands/import.ts';
import { infoCommand } from '../../src/commands/info.ts';
import { sampleCommand } from '../../src/commands/sample.ts';
import { runCommand } from '../run-command.ts';
import { smallRun, type SmallRun } from '../small-run.ts';

const text = 'she sells sea shells by the sea shore.\n'.repeat(30);
const exported = (...args: string[]) => runCommand(exportCommand, args);
const imported = (...args: string[]) => runCommand(importCommand, args);
const inFile = (file: string) => withCheckpoint(file, (opened) => loadNetwork(opened));
const logitsOf = async (file: string) => (await inFile(file)).forward([[1, 2, 3, 4], [5]]).toFlat();
const newFolder = () => mkdtemp(join(tmpdir(), 'microgpt-test-'));

/** A checkpoint of an untrained model. */
async function untrained(config: Partial<GPTConfig>): Promise<string> {
  const file = join(await newFolder(), 'model.safetensors');
  const sizes = { vocabSize: 7, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 8, architecture: 'gpt2' } as const;
  const model = new GPT({ ...sizes, ...config }, new Initializer(cpu, new Random(1), { std: 0.2 }));
  await writeFile(file, saveCheckpoint({ model, tokenizer: CharTokenizer.train(['abcdef']) }));
  return file;
}

describe("GPT-2's network with byte pairs", () => {
  let run: SmallRun;
  let folder: string;
  let back: string;
  beforeAll(async () => {
    const config = { architecture: 'gpt2' } as const;
    run = await smallRun({ text, kind: 'text', tokenizer: 'byte-pairs', config });
    folder = join(run.folder, 'hf');
    back = join(run.folder, 'back.safetensors');
  });

  test('goes to Hugging Face and comes back with identical logits, and its tokenizer', async () => {
    const { stdout } = await exported(run.file, folder, '--to', 'hugging-face');
    expect(stdout).toBe(`${folder}: config.json, model.safetensors, tokenizer.json\n`);
    const { stdout: said } = await imported(folder, back);
    expect(said).toContain("GPT-2's network");
    expect(said).toContain(`microgpt sample ${back}`);
    expect(await logitsOf(back)).toEqual(await logitsOf(run.file));
    const [ours, theirs] = await Promise.all(
      [run.file, back].map((file) => withCheckpoint(file, (opened) => loadModel(opened))),
    );
    expect(theirs.tokenizer.encode(text)).toEqual(ours.tokenizer.encode(text));
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
    expect(config).toMatchObject({ model_type: 'gpt2', bos_token_id: ours.tokenizer.bos, n_positions: 8 });
  });

  test('works with sample, eval and info when it is back', async () => {
    const { stdout } = await runCommand(sampleCommand, [back, '--prompt', 'she', '--length', '10']);
    expect(stdout).toMatch(/^she/);
    const [there, here] = await Promise.all(
      [back, run.file].map((file) => runCommand(evalCommand, [file, run.data, '--json'])),
    );
    expect(there.stdout).toBe(here.stdout);
    const { stdout: about } = await runCommand(infoCommand, [back]);
    expect(about).toMatch(/^tokenizer +\d{3} tokens, byte pairs$/m);
    await expect(runCommand(evalCommand, [back])).rejects.toThrow('does not say what it was trained on; pass a text');
    const { stderr } = await runCommand(sampleCommand, [back, '-n', '2', '--length', '5']);
    expect(stderr).toContain(
      'cannot tell how many are new, because the checkpoint does not say what it was trained on',
    );
  });

  test('does not write into a folder with files, or over a checkpoint, without --force', async () => {
    await expect(exported(run.file, folder, '--to', 'hugging-face')).rejects.toThrow(`the folder ${folder} has files`);
    await exported(run.file, folder, '--to', 'hugging-face', '--dtype', 'bf16', '--force');
    await expect(imported(folder, back)).rejects.toThrow(`there is a file ${back} already`);
    await imported(folder, back, '--force');
    const [rounded, exact] = [await logitsOf(back), await logitsOf(run.file)];
    expect(rounded).not.toEqual(exact);
    for (const [i, x] of rounded.entries()) expect(x).toBeCloseTo(exact[i], 1);
  });

  test('goes to PyTorch with its data', async () => {
    const there = join(run.folder, 'torch');
    const { stdout } = await exported(run.file, there, '--to', 'torch');
    expect(stdout).toContain(`to continue: python3 ${join(there, 'train.py')}`);
    expect(await readdir(there)).toEqual(expect.arrayContaining(['checkpoint.safetensors', 'train.bin', 'train.py']));
    await writeFile(run.data, 'something else entirely, but long enough');
    await expect(exported(run.file, join(run.folder, 'other'), '--to', 'torch')).rejects.toThrow(
      `PyTorch needs the text as well, but ${run.data} has changed since the training`,
    );
  });
});

describe('nanoGPT', () => {
  test('gets a file that comes back with identical logits, of characters as well', async () => {
    const file = await untrained({ activation: 'gelu', bias: false });
    const folder = join(await newFolder(), 'nanogpt');
    await exported(file, folder, '--to', 'nanogpt');
    const back = join(folder, 'back.safetensors');
    const { stderr } = await imported(join(folder, 'nanogpt.safetensors'), back);
    expect(stderr).toContain('it has no tokenizer');
    expect(await logitsOf(back)).toEqual(await logitsOf(file));
    await expect(runCommand(sampleCommand, [back])).rejects.toThrow('import the model again with --tokenizer FILE');
  });

  test('needs its own activation', async () => {
    const file = await untrained({});
    const parent = await newFolder();
    await expect(exported(file, join(parent, 'a'), '--to', 'nanogpt')).rejects.toThrow(
      `${file}: nanoGPT has the activation gelu, which is exact; the model has gelu-tanh; --to hugging-face or --to torch`,
    );
    expect(await readdir(parent)).toEqual([]);
  });

  test('has models of characters without a token that ends a text', async () => {
    const file = await untrained({ activation: 'gelu', vocabSize: 6 }); // a to f
    const folder = await newFolder();
    await exported(file, folder, '--to', 'nanogpt');
    const [back, characters] = ['back.safetensors', 'abc.txt'].map((name) => join(folder, name));
    await writeFile(characters, 'abcdefabcdefabcdef');
    await imported(join(folder, 'nanogpt.safetensors'), back, '--characters', characters);
    const { stdout } = await runCommand(sampleCommand, [back, '--prompt', 'abc', '--length', '20']);
    expect(stdout).toMatch(/^abc[a-f]{20}\n$/);
    expect((await runCommand(evalCommand, [back, characters, '--json'])).stdout).toContain('"tokens":17');
  });
});

describe('models that other programs do not have', () => {
  test("microgpt's network is for PyTorch alone", async () => {
    const file = await untrained({ architecture: 'microgpt' });
    for (const to of ['hugging-face', 'nanogpt']) {
      await expect(exported(file, join(await newFolder(), 'a'), '--to', to)).rejects.toThrow(/--to torch writes it/);
    }
  });

  test('a model without a run is not for PyTorch', async () => {
    const file = await untrained({});
    await expect(exported(file, join(await newFolder(), 'a'), '--to', 'torch')).rejects.toThrow(/holds no run/);
  });
});

describe('sources that cannot be imported', () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ['nothing', 'nowhere', undefined, /there is no file or folder .*nowhere; pass a folder with config.json/],
    ['a file of PyTorch', 'ckpt.pt', 'PK\x03\x04....', /convert it with python3 -c "import torch/],
    ['a text', 'poem.txt', 'Roses are red', /is a text/],
    ['an empty file', 'empty', '', /is empty/],
  ])('%s', async (_, name, content, message) => {
    const folder = await newFolder();
    if (content !== undefined) await writeFile(join(folder, name), content);
    await expect(imported(join(folder, name), join(folder, 'out.safetensors'))).rejects.toThrow(message);
  });

  test('a checkpoint already is one', async () => {
    const file = await untrained({});
    await expect(imported(file, `${file}.2`)).rejects.toThrow(/is a checkpoint of microgpt already/);
  });

  test("a folder without Hugging Face's files", async () => {
    const folder = await newFolder();
    await expect(imported(folder, join(folder, 'out.safetensors'))).rejects.toThrow(
      / has no config\.json, so it is not a folder in Hugging Face's format; pass/,
    );
    await mkdir(join(folder, 'hf'));
    await writeFile(join(folder, 'hf', 'config.json'), '{"model_type": "llama"}');
    await writeFile(join(folder, 'hf', 'model.safetensors'), '');
    await expect(imported(join(folder, 'hf'), join(folder, 'out.safetensors'))).rejects.toThrow(
      /config.json: model_type must be "gpt2", got "llama"/,
    );
  });
});
