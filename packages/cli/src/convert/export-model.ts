import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GPT, GPTDescription } from '@microgpt/gpt';
import { saveHuggingFace, saveNanoGPT, type FloatDType } from '@microgpt/gpt/hugging-face';
import { InputError, isSystemError, UsageError } from '@microgpt/terminal';
import { BytePairTokenizer, toHuggingFace, type Tokenizer } from '@microgpt/tokenizer';
import { aboutFile } from '../checkpoints/about-file.ts';
import { findData } from '../checkpoints/find-data.ts';
import { loadNetwork, readTokenizerOf } from '../checkpoints/load-model.ts';
import { writeWhole } from '../checkpoints/new-file.ts';
import { withCheckpoint, type OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { ExportFlags } from './export-flags.ts';
import type { CommandStreams } from '../output.ts';
import { exportToTorch } from '../torch/export-to-torch.ts';

/** Writes a model for other programs: `microgpt export`. */
export async function exportModel(
  this: CommandStreams,
  { to, dtype, force = false }: ExportFlags,
  file: string,
  folder: string,
): Promise<void> {
  const { stdout } = this.process;
  if (to === 'torch' && dtype !== 'f32') {
    throw new UsageError('--dtype: PyTorch gets the numbers of the checkpoint as they are; leave it out');
  }
  if (to === 'torch' && force) throw new UsageError('--force: a folder for PyTorch holds a run; remove it yourself');
  if (!force) await checkIsEmpty(folder);
  if (to === 'torch') {
    const { trainingTokens } = await exportToTorch(file, folder, { data: readAgain });
    stdout.write(
      `${folder}: the run and its ${trainingTokens.toLocaleString('en-US')} tokens; to continue: python3 ${join(folder, 'train.py')}\n`,
    );
    return;
  }
  const written = await withCheckpoint(file, async (opened) => {
    checkNetwork(opened);
    const model = await loadNetwork(opened, dtype === 'f64' ? 'cpu' : 'wasm');
    try {
      const number = dtype.toUpperCase() as FloatDType;
      return to === 'nanogpt'
        ? await writeNanoGPT(model, folder, number)
        : await writeHuggingFace(opened, model, folder, number);
    } catch (error) {
      throw withRemedy(aboutFile(file, error));
    }
  });
  stdout.write(`${folder}: ${written.join(', ')}\n`);
}

async function readAgain(...[record, tokenizer]: Parameters<typeof findData>) {
  const { dataset, problem } = await findData(record, tokenizer);
  if (dataset !== undefined) return dataset;
  throw new InputError(`PyTorch needs the text as well, but ${problem}; put it back where it was`);
}

/** @throws InputError if the folder has files, which could be lost */
async function checkIsEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    throw folderError(folder, error);
  });
  if (names.length > 0)
    throw new InputError(`the folder ${folder} has files; pass a new one, or write into it with --force`);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw folderError(folder, error);
  });
}

function folderError(folder: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const isFile = error.code === 'ENOTDIR' || error.code === 'EEXIST';
  const problem = isFile ? `${folder} is a file` : `the folder ${folder} cannot be used (${error.code})`;
  return new InputError(`${problem}; pass a new folder`);
}

/** @throws InputError unless the network is GPT-2's */
function checkNetwork({ file, checkpoint }: OpenedCheckpoint): void {
  const { type, config, parts = [] } = { ...(checkpoint.model as Partial<GPTDescription> | null) };
  if (type !== 'GPT' || config === undefined) return; // loading it says what it is
  if (parts.length > 0) {
    throw new InputError(`${file}: the network has your own ${parts.join(', ')}, which no other program has`);
  }
  if (config.architecture === 'gpt2') return;
  throw new InputError(
    `${file} has the network of microgpt, but Hugging Face and nanoGPT have only GPT-2's; --to torch writes it with its own model.py, ` +
      'and microgpt train --architecture gpt2 trains one for them',
  );
}

function withRemedy(error: unknown): unknown {
  const isNanoGPTs = error instanceof InputError && error.message.includes('nanoGPT has');
  return isNanoGPTs ? new InputError(`${error.message}; --to hugging-face or --to torch writes it`) : error;
}

async function writeNanoGPT(model: GPT, folder: string, dtype: FloatDType): Promise<string[]> {
  const weights = saveNanoGPT(model, { dtype });
  await makeFolder(folder);
  await writeWhole(join(folder, 'nanogpt.safetensors'), weights);
  return ['nanogpt.safetensors, the state_dict of nanoGPT; read it with safetensors.torch.load_file'];
}

async function writeHuggingFace(
  opened: OpenedCheckpoint,
  model: GPT,
  folder: string,
  dtype: FloatDType,
): Promise<string[]> {
  const tokenizer = opened.checkpoint.tokenizer === null ? undefined : readTokenizerOf(opened);
  const json = tokenizer && tokenizerJSON(tokenizer);
  const bos = tokenizer && { bos_token_id: tokenizer.bos, eos_token_id: tokenizer.bos };
  const files = saveHuggingFace(model, { dtype, ...(bos && { config: bos }) });
  await makeFolder(folder);
  await writeWhole(join(folder, 'model.safetensors'), files['model.safetensors']);
  await writeWhole(join(folder, 'config.json'), files['config.json']);
  if (json === undefined)
    return [
      `config.json, model.safetensors; no tokenizer.json, which has no form for characters; microgpt import ${folder} FILE --tokenizer ${opened.file} reads it again`,
    ];
  await writeWhole(join(folder, 'tokenizer.json'), json);
  return ['config.json', 'model.safetensors', 'tokenizer.json'];
}

/** The tokenizer as a `tokenizer.json`; undefined unless it has byte pairs. */
function tokenizerJSON(tokenizer: Tokenizer): string | undefined {
  return tokenizer instanceof BytePairTokenizer ? `${JSON.stringify(toHuggingFace(tokenizer), null, 2)}\n` : undefined;
}
