export { documentBatches, linesOf, toBatch, type Batch, type BatchOptions } from './batches.ts';
export type { GPTConfig } from './config.ts';
export { evaluate, type EvaluateOptions } from './evaluate.ts';
export { generate, type GenerateOptions, type GenerativeModel } from './generate.ts';
export {
  Block,
  CausalSelfAttention,
  FeedForward,
  GPT,
  type Documents,
  type GPTParts,
  type Part,
  type SequenceLayer,
} from './gpt.ts';
export { KVCache, LayerCache } from './kv-cache.ts';
export { sample, type SamplingOptions } from './sample.ts';
export { train, trainStep, type LanguageModel, type StepOptions, type TrainOptions, type TrainStep } from './train.ts';
