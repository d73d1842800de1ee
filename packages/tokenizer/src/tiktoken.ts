// The files in which OpenAI publishes vocabularies: https://github.com/openai/tiktoken/blob/main/tiktoken/load.py

import { checkCount, checkOptions, checkString } from './arguments.ts';
import { toAlphabet } from './byte-alphabet.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { type LoadOptions, bosOf, tokensById } from './loading.ts';
import type { SplitPattern } from './split-patterns.ts';

/** The options of `fromTiktoken`, which the files do not contain. */
export interface TiktokenOptions extends LoadOptions {
  /** How text is split into words: `'gpt2'` for r50k and p50k, `'gpt4'` for cl100k and Llama 3. */
  readonly pattern: SplitPattern;
  /** The special tokens' ids by their text, for example `{ '<|endoftext|>': 100257 }` for cl100k. */
  readonly specialTokens: Readonly<Record<string, number>>;
}

/** Whole groups of four characters of base64, and a decimal number. */
const RANK = /^((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)) (\d+)$/;

/**
 * Creates the tokenizer of a `.tiktoken` file, for example `cl100k_base.tiktoken`.
 *
 * @param ranks the file's text: on each line the bytes of a token in base64, and its id
 * @throws TypeError if a line has another form
 * @throws RangeError if there is no `bos` token
 */
export function fromTiktoken(ranks: string, options: TiktokenOptions): BytePairTokenizer {
  const where = 'fromTiktoken';
  checkCount(where, arguments.length, 2);
  checkString(`${where}: the text of the ranks`, ranks);
  checkOptions(where, options, ['pattern', 'specialTokens', 'bos']);
  const { pattern, specialTokens = {}, bos } = options;
  const ids = new Map<string, number>();
  for (const [index, line] of ranks.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [, base64, id] = RANK.exec(line) ?? [];
    if (id === undefined) {
      throw new TypeError(`${where}: line ${index + 1} must be base64 and a number, got ${JSON.stringify(line.slice(0, 40))}`);
    }
    ids.set(toAlphabet(atob(base64)), Number(id));
  }
  return BytePairTokenizer.fromJSON({
    type: 'byte-pair',
    pattern,
    specialTokens,
    bos: bosOf(where, new Map(Object.entries(specialTokens)), bos),
    tokens: tokensById(where, ids),
  });
}
