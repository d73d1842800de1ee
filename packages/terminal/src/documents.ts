import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOf } from '@microgpt/gpt';
import envPaths from 'env-paths';
import { download } from './download.ts';
import { InputError } from './input-error.ts';
import { isSystemError } from './system-error.ts';

const embeddedNames = fileURLToPath(new URL('../../../apps/demo/data/ssa-2018.txt', import.meta.url));

/** The original's data set, pinned to a commit, because the golden numbers depend on every byte. */
const originalNames = {
  url: 'https://raw.githubusercontent.com/karpathy/makemore/988aa59/names.txt',
  sha256: '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d',
  file: join(envPaths('microgpt', { suffix: '' }).cache, 'names.txt'),
};

/**
 * The documents that `--data` names: the lines of a text, trimmed, without empty ones.
 *
 * @param data `names`, `karpathy`, or a file, relative to the directory in which the command was typed
 * @throws InputError if there are no documents
 */
export async function loadDocuments(data: string): Promise<string[]> {
  const bytes = await read(data);
  if (bytes.length === 0) throw new InputError(`--data: "${data}" is empty; pass a text with one document per line`);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new InputError(`--data: "${data}" is not UTF-8 text; pass a text file, or convert it to UTF-8`);
  }
  const text = new TextDecoder().decode(bytes);
  const documents = linesOf(text);
  if (documents.length === 0) {
    throw new InputError(`--data: "${data}" has only blank lines; pass a text with one document per line`);
  }
  return documents;
}

function read(data: string): Promise<Uint8Array> {
  if (data === 'names') return readFile(embeddedNames);
  if (data === 'karpathy') return readOriginal();
  return readFileArgument(data);
}

async function readOriginal(): Promise<Uint8Array> {
  try {
    return await download(originalNames);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new InputError(`--data karpathy: ${problem}; download the file another way and pass it with --data <file>`);
  }
}

async function readFileArgument(data: string): Promise<Uint8Array> {
  // pnpm runs the demo in the demo's directory; INIT_CWD is the one in which it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', data);
  try {
    return await readFile(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    switch (error.code) {
      case 'ENOENT':
        throw new InputError(`--data: there is no file ${file}; pass a text file, names or karpathy`);
      case 'EISDIR':
        throw new InputError(`--data: ${file} is a directory; pass a text file in it`);
      default:
        throw new InputError(`--data: ${file} cannot be read (${error.code}); pass a readable text file`);
    }
  }
}
