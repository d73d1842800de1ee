// For TypeDoc, which would call this a module `checkpoint` without a description.
/**
 * Functions that recreate a GPT, its tokenizer and its batches from a checkpoint of `@microgpt/checkpoint`.
 *
 * @packageDocumentation
 */

export { batchOptionsFrom } from './checkpoint/batch-options-from.ts';
export { modelFrom, type ModelFromOptions } from './checkpoint/model-from.ts';
export { tokenizerFrom } from './checkpoint/tokenizer-from.ts';
