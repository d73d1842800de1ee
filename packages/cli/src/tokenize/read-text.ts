import { readInputFile, UsageError } from '@microgpt/terminal';
import { decoded } from '../sample/read-prompt.ts';

/**
 * The text of a command: given by `--text`, in a file, or on standard input.
 *
 * @throws InputError if the file cannot be read, or is not UTF-8
 */
export async function readText(given: string | undefined, file: string | undefined): Promise<string> {
  if (given !== undefined && file !== undefined) {
    throw new UsageError('--text and a file contradict each other; pass one of them');
  }
  if (given !== undefined) return given;
  if (file === undefined && process.stdin.isTTY) throw new UsageError('there is no text; pass a file, or --text "…"');
  if (file === undefined || file === '-') return decoded(process.stdin, 'standard input');
  return decoded(await readInputFile(file, 'pass a text file'), file);
}
