import { join } from 'node:path';
import { decodeText } from '@microgpt/gpt';
import envPaths from 'env-paths';
import { InputError } from './input-error.ts';
import { readData } from './read-data.ts';

/** The text of nanoGPT's first example: 40,000 lines of plays by Shakespeare. */
const shakespeare = {
  url: 'https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt',
  sha256: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
  file: join(envPaths('microgpt', { suffix: '' }).cache, 'tinyshakespeare.txt'),
};

/**
 * The whole text that `--data` names.
 *
 * @param data `shakespeare`, or a file, relative to the directory in which the command was typed
 * @throws InputError if there is no text
 */
export async function loadText(data: string): Promise<string> {
  const bytes = await readData(data, { shakespeare });
  let text = '';
  try {
    for await (const piece of decodeText(bytes)) text += piece;
  } catch (error) {
    const problem = (error as Error).message.replace('decodeText: ', '');
    throw new InputError(`--data: "${data}": ${problem}`);
  }
  return text;
}
