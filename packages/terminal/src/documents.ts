import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOf } from '@microgpt/gpt';
import envPaths from 'env-paths';
import { InputError } from './input-error.ts';
import { readData } from './read-data.ts';

const names = fileURLToPath(new URL('../../../apps/demo/data/ssa-2018.txt', import.meta.url));

/** The original's data set, pinned to a commit, because the golden numbers depend on every byte. */
const karpathy = {
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
  const bytes = await readData(data, { names, karpathy });
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
