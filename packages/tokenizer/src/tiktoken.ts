// The files in which OpenAI publishes vocabularies: https://github.com/openai/tiktoken/blob/main/tiktoken/load.py

import { check, checkCall } from './arguments.ts';
import { toAlphabet } from './byte-alphabet.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { type LoadOptions, bosOf, tokensById } from './loading.ts';
import type { SplitPattern } from './split-patterns.ts';

/** The options of `fromTiktoken`, which the files do not contain. */
export interface TiktokenOptions extends LoadOptions {
  /** The pattern that splits text into words: `'gpt2'` for r50k and p50k, `'gpt4'` for cl100k and Llama 3. */
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
  checkCall(where, arguments.length, options, ['pattern', 'specialTokens', 'bos']);
  check(where, typeof ranks === 'string', 'the text of a .tiktoken file', ranks);
  const { pattern, specialTokens, bos } = options;
  const special = new Map(Object.entries(Object(specialTokens) as Record<string, number>));
  check(where, special.size > 0, "specialTokens, for example { '<|endoftext|>': 100257 }", specialTokens);
  const ids = new Map<string, number>();
  for (const [index, line] of ranks.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const match = RANK.exec(line);
    check(where, match !== null, `base64 and a number in line ${index + 1}`, line);
    const token = toAlphabet(atob(match[1]));
    check(where, !ids.has(token), `a token that no earlier line has in line ${index + 1}`, line);
    ids.set(token, Number(match[2]));
  }
  check(where, ids.size > 0, 'lines of a token and its id', ranks);
  return BytePairTokenizer.fromJSON({
    type: 'byte-pair',
    pattern,
    specialTokens,
    bos: bosOf(where, special, bos),
    tokens: tokensById(where, ids),
  });
}
