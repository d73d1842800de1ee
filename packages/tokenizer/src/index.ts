export { CharTokenizer, type CharTokenizerJSON } from './char-tokenizer.ts';
export type { EncodeOptions, Tokenizer } from './tokenizer.ts';
