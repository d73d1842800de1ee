// The two files in which OpenAI published GPT-2's vocabulary: https://github.com/openai/gpt-2/blob/master/src/encoder.py

import { check, checkCall } from './arguments.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { type LoadOptions, bosOf, idsOfMerges, tokensById } from './loading.ts';

/** How special tokens are written. Any other token that no merge forms shows that merges are missing. */
const SPECIAL = /^(<.*>|\[.*\])$/;

/**
 * Creates the tokenizer of `encoder.json` and `vocab.bpe` (elsewhere `vocab.json` and `merges.txt`), with GPT-2's split
 * pattern. Tokens such as `<|endoftext|>` that merges do not form are special tokens.
 *
 * @param encoder the content of `encoder.json`, parsed: ids by token
 * @param bpe the text of `vocab.bpe`: two tokens on each line
 * @throws TypeError if the files have another form, or merges are missing
 * @throws RangeError if there is no `bos` token
 */
export function fromGPT2Files(encoder: unknown, bpe: string, options: LoadOptions = {}): BytePairTokenizer {
  const where = 'fromGPT2Files';
  checkCall(where, arguments.length, options, ['bos'], 3);
  check(where, typeof bpe === 'string', 'the text of vocab.bpe', bpe);
  check(where, typeof encoder === 'object' && encoder !== null, 'the content of encoder.json, parsed', encoder);
  const ids = new Map(Object.entries(encoder as Record<string, number>));
  const lines = bpe.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  const { merges, formed } = idsOfMerges(where, lines, ids);
  const specialTokens = new Map([...ids].filter(([, id]) => !formed.has(id)));
  for (const text of specialTokens.keys()) {
    const isComplete = text === options.bos || SPECIAL.test(text);
    check(where, isComplete, `a vocab.bpe that forms every token of encoder.json`, `none that forms ${text}`);
    ids.delete(text);
  }
  return BytePairTokenizer.fromJSON({
    type: 'byte-pair',
    pattern: 'gpt2',
    specialTokens: Object.fromEntries(specialTokens),
    bos: bosOf(where, specialTokens, options.bos),
    tokens: tokensById(where, ids),
    merges,
  });
}
