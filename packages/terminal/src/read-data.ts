import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { download, type Download } from './download.ts';
import { InputError } from './input-error.ts';
import { readInputFile } from './read-input-file.ts';

/** Data by name: the path of a file, or a file on the web. */
export type NamedData = Readonly<Record<string, string | Download>>;

/**
 * The bytes that `--data` names.
 *
 * @param data a name, or a file, relative to the directory in which the command was typed
 * @throws InputError if the file cannot be read or downloaded, or is empty
 */
export async function readData(data: string, named: NamedData): Promise<Uint8Array> {
  const source = Object.hasOwn(named, data) ? named[data] : undefined;
  if (typeof source === 'string') return readFile(source);
  const bytes = source ? await readDownload(data, source) : await readFileArgument(data, Object.keys(named));
  if (bytes.length === 0) throw new InputError(`--data: "${data}" is empty; pass a text file`);
  return bytes;
}

async function readDownload(name: string, source: Download): Promise<Uint8Array> {
  try {
    return await download(source);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new InputError(`--data ${name}: ${problem}; download the file another way and pass it with --data <file>`);
  }
}

function readFileArgument(data: string, names: readonly string[]): Promise<Uint8Array> {
  // pnpm runs a program in its own directory; INIT_CWD is the one in which it was called.
  const file = resolve(process.env.INIT_CWD ?? '.', data);
  const others = ['a text file', ...names];
  const remedy = `pass ${others.slice(0, -1).join(', ')} or ${others.at(-1) ?? ''}`;
  return readInputFile(file, remedy, '--data: ');
}
