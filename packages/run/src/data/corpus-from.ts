import { decodeText } from '@microgpt/gpt';
import { RunError } from '../settings/run-error.ts';
import { checkLength } from './check-length.ts';
import type { Corpus } from './corpus.ts';
import { textProblem } from './text-problem.ts';

/**
 * The text in the bytes of one file, with `\n` as line ending.
 *
 * Its name is the last part of the source. The hash needs `crypto.subtle`, which browsers provide on pages served over https or from
 * localhost.
 *
 * @param source the path of the file, or another name by which the program finds the text later
 * @throws RunError if the bytes are not a text in UTF-8, or too few to learn from
 */
export async function corpusFrom(source: string, bytes: Uint8Array): Promise<Corpus> {
  const name = source.split(/[/\\]/).at(-1) ?? source;
  const problem = textProblem(bytes);
  if (problem !== undefined) throw new RunError(`${name} ${problem}; ${remedyFor(problem)}`);
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  const text = pieces.join('');
  checkLength(text, name);
  return { source, name, text, bytes: bytes.length, sha256: await sha256Of(bytes), files: 1, skipped: [] };
}

function remedyFor(problem: string): string {
  return problem.includes('UTF') ? 'save it as UTF-8' : 'pass a text file';
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
