export type { GPTConfig } from './config.ts';
export { documentBatches, linesOf, toBatch, type Batch, type BatchOptions } from './data/batches.ts';
export type { Documents } from './data/documents.ts';
export {
  Block,
  CausalSelfAttention,
  FeedForward,
  GPT,
  type GPTParts,
  type Part,
  type SequenceLayer,
} from './model/gpt.ts';
export { KVCache, LayerCache } from './model/kv-cache.ts';
export type { GenerativeModel, LanguageModel } from './model/language-model.ts';
export { evaluate, type EvaluateOptions } from './training/evaluate.ts';
export { train, trainStep, type StepOptions, type TrainOptions, type TrainStep } from './training/train.ts';
export { generate, type GenerateOptions } from './writing/generate.ts';
export { sample, type SamplingOptions } from './writing/sample.ts';
