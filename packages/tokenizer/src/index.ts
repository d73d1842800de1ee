export { CharTokenizer, type CharTokenizerJSON } from './char-tokenizer.ts';
export type { Tokenizer } from './tokenizer.ts';
