import { readFile } from 'node:fs/promises';
import { InputError } from './input-error.ts';

/**
 * The bytes of a file that the user named.
 *
 * @param remedy what to pass instead, as the end of an error message
 * @param prefix the beginning of the message, such as `--data: `
 * @throws InputError if the file cannot be read
 */
export async function readInputFile(file: string, remedy: string, prefix = ''): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // also of Node's own error for a file that is too large
    if (code === undefined) throw error;
    throw new InputError(`${prefix}${problem(file, code)}; ${remedy}`);
  }
}

function problem(file: string, code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no file ${file}`;
  if (code === 'EISDIR') return `${file} is a folder`;
  if (code === 'ERR_FS_FILE_TOO_LARGE') return `${file} is larger than 2 GiB`;
  return `${file} cannot be read (${code})`;
}
