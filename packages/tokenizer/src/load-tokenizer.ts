import { check, checkCall } from './arguments.ts';
import { tokenizerFromJSON } from './from-json.ts';
import { fromGPT2Files } from './gpt2-files.ts';
import { fromHuggingFace } from './tokenizer-json.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A function that reads a file of a folder, by name, as text; it returns undefined if there is no such file. */
export type ReadText = (file: string) => string | undefined | Promise<string | undefined>;

/** The files of GPT-2's vocabulary under its two pairs of names. */
const gpt2Files = [
  ['vocab.json', 'merges.txt'],
  ['encoder.json', 'vocab.bpe'],
] as const;

/**
 * The tokenizer in a folder, on disk or elsewhere: from a `tokenizer.json` of Hugging Face or `toJSON`, or from GPT-2's two files.
 *
 * ```ts
 * const tokenizer = await loadTokenizer((name) => files.get(name)?.text()); // files by name, dropped on a page
 * ```
 *
 * @returns undefined if the folder has none of these files
 * @throws TypeError if a file has another form
 * @throws RangeError if a file is not JSON, or there is no token that begins a text
 */
export async function loadTokenizer(readText: ReadText): Promise<Tokenizer | undefined> {
  const where = 'loadTokenizer';
  checkCall(where, arguments.length);
  check(where, typeof readText === 'function', 'a function that reads a file', readText);
  const single = await readText('tokenizer.json');
  if (single !== undefined) {
    const json = parsed('tokenizer.json', single);
    return Object.hasOwn(Object(json) as object, 'type') ? tokenizerFromJSON(json) : fromHuggingFace(json); // ours has a type
  }
  for (const [vocabulary, merges] of gpt2Files) {
    const [ids, pairs] = [await readText(vocabulary), await readText(merges)];
    if (ids !== undefined && pairs !== undefined) return fromGPT2Files(parsed(vocabulary, ids), pairs);
  }
  return undefined;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RangeError(`loadTokenizer: ${file} is not JSON (${(error as Error).message}); load it again`, {
      cause: error,
    });
  }
}
