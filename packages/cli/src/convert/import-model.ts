import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { saveCheckpoint } from '@microgpt/checkpoint';
import type { GPT } from '@microgpt/gpt';
import { loadHuggingFace, loadNanoGPT } from '@microgpt/gpt/hugging-face';
import { fileSource, openSafetensors } from '@microgpt/safetensors';
import { engines, InputError, isSystemError, UsageError } from '@microgpt/terminal';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { aboutFile } from '../checkpoints/about-file.ts';
import { checkIsNew, isThere, writeWhole } from '../checkpoints/new-file.ts';
import { otherFileProblem } from '../checkpoints/other-file.ts';
import { readTokenizer, tokenizerIn } from '../checkpoints/read-tokenizer.ts';
import type { ImportFlags } from './import-flags.ts';
import { readCorpus } from '../data/corpus.ts';
import type { CommandStreams } from '../output.ts';
import { invocation } from '../run/invocation.ts';

/** Makes a checkpoint of a model that another program trained: `microgpt import`. */
export async function importModel(
  this: CommandStreams,
  flags: ImportFlags,
  source: string,
  file: string,
): Promise<void> {
  const { stdout, stderr } = this.process;
  if (flags.tokenizer !== undefined && flags.characters !== undefined) {
    throw new UsageError('--tokenizer and --characters contradict each other; pass one of them');
  }
  const isFolder = await isFolderAt(source);
  await checkIsNew(file, flags.force);
  const tokenizer = await tokenizerOf(flags, isFolder ? source : undefined);
  const model = isFolder ? await fromFolder(source) : await fromNanoGPT(source, flags.heads);
  if (tokenizer !== undefined) checkFits(tokenizer, model);
  await writeWhole(file, saveCheckpoint({ model, ...(tokenizer && { tokenizer }) }));
  const tokens = `${model.config.vocabSize.toLocaleString('en-US')} tokens`;
  stdout.write(`${file}: GPT-2's network, ${model.parameterCount().toLocaleString('en-US')} parameters, ${tokens}\n`);
  if (tokenizer === undefined) {
    stderr.write('it has no tokenizer, so it cannot read or write text; import it again with --tokenizer FILE\n');
  } else {
    stdout.write(`${invocation()} sample ${file} writes with it\n`);
  }
}

async function tokenizerOf({ tokenizer, characters }: ImportFlags, folder?: string): Promise<Tokenizer | undefined> {
  if (tokenizer !== undefined) return readTokenizer(tokenizer);
  if (characters !== undefined) return CharTokenizer.train([(await readCorpus(characters)).text]);
  return folder === undefined ? undefined : tokenizerIn(folder);
}

/** @throws InputError if the model cannot have been trained with the tokenizer */
function checkFits({ vocabSize, bos }: Tokenizer, { config }: GPT): void {
  const lacksBOS = bos === config.vocabSize && vocabSize === bos + 1; // nanoGPT's models of characters have no such token
  if (vocabSize <= config.vocabSize || lacksBOS) return;
  throw new InputError(
    `the tokenizer has ${vocabSize} tokens, but the model only ${config.vocabSize}; pass the tokenizer of the model`,
  );
}

async function fromFolder(folder: string): Promise<GPT> {
  if (!(await isThere(join(folder, 'config.json')))) {
    throw new InputError(await withoutConfig(folder));
  }
  const openFile = async (name: string) => {
    const handle = await open(join(folder, name)).catch((error: unknown) => {
      if (isSystemError(error) && error.code === 'ENOENT') return undefined;
      throw error;
    });
    return handle && fileSource(handle);
  };
  try {
    const { model } = await loadHuggingFace(openFile, { engine: await engines.wasm() });
    return model;
  } catch (error) {
    throw aboutFile(folder, error);
  }
}

/** What a folder without config.json may be for. */
async function withoutConfig(folder: string): Promise<string> {
  const weights = join(folder, 'nanogpt.safetensors'); // as export writes it
  const remedy = (await isThere(weights))
    ? `pass the file in it: ${weights}`
    : "pass a folder in Hugging Face's format";
  return `${folder} has no config.json, so it is not a folder in Hugging Face's format; ${remedy}`;
}

async function fromNanoGPT(file: string, heads: number | undefined): Promise<GPT> {
  const handle = await open(file);
  try {
    const source = await fileSource(handle);
    const opened = await openSafetensors(source).catch(async (error: unknown) => {
      throw error instanceof RangeError ? new InputError(await otherFileProblem(file, handle, error)) : error;
    });
    if (opened.metadata.get('format') === 'microgpt') {
      throw new InputError(
        `${file} is a checkpoint of microgpt already; sample, eval, info and train --from take it as it is`,
      );
    }
    return await loadNanoGPT(source, { engine: await engines.wasm(), ...(heads !== undefined && { nHead: heads }) });
  } catch (error) {
    throw withFlag(aboutFile(file, error));
  } finally {
    await handle.close();
  }
}

/** The name of the flag instead of that of the option. */
function withFlag(error: unknown): unknown {
  return error instanceof InputError
    ? new InputError(error.message.replace('pass nHead', 'pass it with --heads'))
    : error;
}

/** @throws InputError if there is nothing at the path */
async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new InputError(
      `there is no file or folder ${path}; pass a folder with config.json and model.safetensors, or nanoGPT's weights as safetensors`,
    );
  }
}
