import { fstatSync } from 'node:fs';
import { decodeText, type TextBytes } from '@microgpt/gpt';
import { InputError, readInputFile, UsageError } from '@microgpt/terminal';
import { withoutFunction } from '../checkpoints/about-file.ts';

/** Where a prompt comes from. */
export interface PromptSource {
  readonly prompt?: string | undefined;
  /** A file, or `-` for standard input. */
  readonly promptFile?: string | undefined;
}

/**
 * The beginning of the texts: from a flag, a file, or what another program writes to standard input; empty without any.
 *
 * @throws InputError if a file cannot be read, or is not text
 */
export async function readPrompt({ prompt, promptFile }: PromptSource, input = process.stdin): Promise<string> {
  if (prompt !== undefined && promptFile !== undefined) {
    throw new UsageError('--prompt and --prompt-file contradict each other; pass one of them');
  }
  if (prompt !== undefined) return prompt;
  if (promptFile === '-' || (promptFile === undefined && isFed(input.fd))) return decoded(input, 'standard input');
  if (promptFile === undefined) return '';
  const bytes = await readInputFile(promptFile, 'pass a text file, or - for standard input', '--prompt-file: ');
  return decoded(bytes, promptFile);
}

/** Whether a stream is a pipe or a file. Others, such as a terminal or a socket of a service, may never end. */
function isFed(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isFile();
  } catch {
    return false; // it is closed
  }
}

/** The text of bytes. */
export async function decoded(bytes: TextBytes, what: string): Promise<string> {
  try {
    let text = '';
    for await (const piece of decodeText(bytes)) text += piece;
    return text;
  } catch (error) {
    throw error instanceof RangeError ? new InputError(`${what}: ${withoutFunction(error.message)}`) : error;
  }
}
