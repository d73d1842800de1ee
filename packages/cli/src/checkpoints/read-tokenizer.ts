import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, readInputFile } from '@microgpt/terminal';
import { fromGPT2Files, fromHuggingFace, tokenizerFromJSON, type Tokenizer } from '@microgpt/tokenizer';
import { aboutFile } from './about-file.ts';
import { readTokenizerOf } from './load-model.ts';
import { withCheckpoint } from './with-checkpoint.ts';

/** The files of GPT-2's vocabulary under its two pairs of names. */
const gpt2Files = [
  ['vocab.json', 'merges.txt'],
  ['encoder.json', 'vocab.bpe'],
] as const;

const REMEDY = "pass a checkpoint, a tokenizer.json, or a folder with GPT-2's vocab.json and merges.txt";

/**
 * A tokenizer from a checkpoint, a `tokenizer.json` of Hugging Face or of `microgpt tokenize train`, GPT-2's two files, or a
 * folder with one of these.
 *
 * @throws InputError if there is none
 */
export async function readTokenizer(path: string): Promise<Tokenizer> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // opening it explains why
  );
  if (isFolder) {
    const found = await tokenizerIn(path);
    if (found !== undefined) return found;
    throw new InputError(`${path} is a folder without a tokenizer; ${REMEDY}`);
  }
  if (!path.endsWith('.json')) return withCheckpoint(path, (opened) => Promise.resolve(readTokenizerOf(opened)));
  for (const [vocabulary, merges] of gpt2Files) {
    if (path.endsWith(vocabulary)) return fromFiles(path, join(dirname(path), merges));
  }
  return fromJSON(path);
}

/** The tokenizer in a folder; undefined if there is none. */
export async function tokenizerIn(folder: string): Promise<Tokenizer | undefined> {
  const single = join(folder, 'tokenizer.json');
  if (await isFile(single)) return fromJSON(single);
  for (const names of gpt2Files) {
    const [vocabulary, merges] = names.map((name) => join(folder, name));
    if ((await isFile(vocabulary)) && (await isFile(merges))) return fromFiles(vocabulary, merges);
  }
  return undefined;
}

async function fromJSON(path: string): Promise<Tokenizer> {
  const json = await readJSON(path);
  return inFile(path, () => (isOurs(json) ? tokenizerFromJSON(json) : fromHuggingFace(json)));
}

/** Whether `toJSON` of a tokenizer returned it: then it has a type. */
function isOurs(json: unknown): boolean {
  return Object.hasOwn(Object(json) as object, 'type');
}

async function fromFiles(vocabulary: string, merges: string): Promise<Tokenizer> {
  const json = await readJSON(vocabulary);
  const bytes = await readInputFile(merges, REMEDY);
  return inFile(vocabulary, () => fromGPT2Files(json, new TextDecoder().decode(bytes)));
}

async function readJSON(path: string): Promise<unknown> {
  const bytes = await readInputFile(path, REMEDY);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw new InputError(`${path} is not JSON (${(error as Error).message}); ${REMEDY}`);
  }
}

function inFile(path: string, read: () => Tokenizer): Tokenizer {
  try {
    return read();
  } catch (error) {
    throw aboutFile(path, error);
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
