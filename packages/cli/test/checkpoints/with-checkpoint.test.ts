import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors } from '@microgpt/safetensors';
import { InputError } from '@microgpt/terminal';
import { beforeAll, expect, test } from 'vitest';
import { withCheckpoint } from '../../src/checkpoints/with-checkpoint.ts';
import { smallRun, type SmallRun } from '../small-run.ts';

let folder: string;
let run: SmallRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
  run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text', steps: 2 });
});

const problem = async (file: string) => {
  const error: unknown = await withCheckpoint(file, () => Promise.resolve()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
};
const written = async (name: string, content: string | Uint8Array) => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};
const weights = (name: string) =>
  writeSafetensors({ [name]: { dtype: 'F32', shape: [1], data: Float32Array.of(1) } }, { metadata: { format: 'pt' } });

test('a file that is missing is an error that says what to pass', async () => {
  expect(await problem('nowhere.safetensors')).toBe(
    'there is no file nowhere.safetensors; pass a checkpoint, which microgpt train and microgpt import write',
  );
});

test('a folder names a checkpoint in it', async () => {
  expect(await problem(folder)).toMatch(/is a folder; pass a checkpoint$/);
  expect(await problem(run.folder)).toBe(
    `${run.folder} is a folder; pass a file in it, such as ${join(run.folder, 'run.safetensors')}`,
  );
});

test("a folder of Hugging Face's is for microgpt import", async () => {
  const theirs = join(folder, 'gpt2');
  await mkdir(theirs);
  await writeFile(join(theirs, 'config.json'), '{}');
  await writeFile(join(theirs, 'model.safetensors'), '');
  expect(await problem(theirs)).toContain(`microgpt import ${theirs} model.safetensors`);
});

test("GPT-2's weights alone are for microgpt import", async () => {
  const file = await written('weights.safetensors', weights('transformer.h.0.attn.c_attn.weight'));
  expect(await problem(file)).toMatch(/not a checkpoint of microgpt but .* GPT-2's weights .* microgpt import/);
});

test('other tensors say which programs it imports from', async () => {
  const file = await written('other.safetensors', weights('a'));
  expect(await problem(file)).toMatch(/a safetensors file with 1 tensor of another program; .* imports GPT-2/);
});

test("a file of PyTorch's comes with the line of Python that converts it", async () => {
  const message = await problem(await written('ckpt.pt', 'PK\x03\x04 and so on'));
  expect(message).toContain('is a file of PyTorch');
  expect(message).toMatch(/python3 -c "import torch, .*"/);
  expect(message).toContain('microgpt import');
});

test('a text is for microgpt train', async () => {
  expect(await problem(await written('poem.txt', 'Roses are red'))).toMatch(/is a text .* microgpt train .*poem\.txt/);
});

test.each<[string, Uint8Array | string, RegExp]>([
  ['empty', '', /is empty; pass a checkpoint/],
  ['GGUF', 'GGUF\x03\0\0\0', /is a GGUF file/],
  ['binary', Uint8Array.of(200, 1, 2, 3, 255, 255, 255, 255, 9), /is not a checkpoint; pass one/],
])('a file that is %s is an error', async (name, content, message) => {
  expect(await problem(await written(name, content))).toMatch(message);
});

test('a damaged checkpoint says so', async () => {
  const bytes = await readFile(run.file);
  const cut = await written('cut.safetensors', bytes.subarray(0, bytes.length - 100));
  expect(await problem(cut)).toMatch(
    /cut\.safetensors is damaged: bytes of the file must be \d+ .*; use another checkpoint, such as .*cut\.previous\.safetensors$/,
  );
  const changed = Uint8Array.from(bytes);
  changed[changed.indexOf(0x22, 600)] = 0x27; // a quotation mark in the JSON
  expect(await problem(await written('changed.safetensors', changed))).toMatch(/damaged/);
});

test('a newer version of the format asks for a newer program', async () => {
  const bytes = await readFile(run.file, 'latin1');
  const newer = bytes.replace('"version":"1"', '"version":"2"');
  expect(newer).not.toBe(bytes);
  expect(await problem(await written('newer.safetensors', Buffer.from(newer, 'latin1')))).toMatch(
    /has version 2 of the format, which is newer than this program; update it with npm install/,
  );
});

test('damaged weights are an error once they are read', async () => {
  const { loadModel } = await import('../../src/checkpoints/load-model.ts');
  const bytes = await readFile(run.file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  bytes[start + 1000] ^= 1;
  const file = await written('weights-damaged.safetensors', bytes);
  await expect(withCheckpoint(file, (opened) => loadModel(opened, 'cpu'))).rejects.toThrow(
    /^.*: the checksum of .*damaged/,
  );
});
