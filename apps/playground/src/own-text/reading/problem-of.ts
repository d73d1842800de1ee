import { LEAST_CHARACTERS, startProblem, textProblem } from '@microgpt/run';

/** The most bytes that a page can train on with ease. */
const MOST = 50_000_000;

/** Why a file cannot be learned from, in sentences for the page; undefined if its bytes are a text. */
export function problemOfBytes(name: string, bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return `${name} is empty. Choose a text with at least a few lines.`;
  if (bytes.length > MOST) return tooLarge(name, bytes.length);
  // The beginning shows what UTF-8 alone would not: that it is no text at all.
  const problem = startProblem(bytes.subarray(0, 8000)) ?? textProblem(bytes);
  if (problem === undefined) return undefined;
  return `${name} ${problem}. ${problem.includes('UTF') ? remedyForEncoding : 'Choose a text, such as a file that ends in .txt.'}`;
}

/** Why a text is too short, in sentences; undefined if it is long enough. */
export function problemOfLength(name: string, text: string): string | undefined {
  const { length } = text.trim();
  if (length >= LEAST_CHARACTERS) return undefined;
  if (length === 0) return `${name} has only spaces and line breaks. Choose a text with at least a few lines.`;
  const count = `${length} character${length === 1 ? '' : 's'}`;
  return `${name} has only ${count}, too few to learn from. Use at least ${LEAST_CHARACTERS}; thousands are better.`;
}

const remedyForEncoding = 'Save it as UTF-8 (most editors offer this under “Save as”), then choose it again.';

function tooLarge(name: string, bytes: number): string {
  const size = `${Math.round(bytes / 1e6)} MB`;
  return `${name} has ${size}. The page reads at most ${MOST / 1e6} MB. To train on more, use the command line: npx @microgpt/cli train.`;
}
