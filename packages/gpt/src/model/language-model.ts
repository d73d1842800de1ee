import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { checkKind, hasMethod } from '../check-arguments.ts';
import type { GPTConfig } from '../config.ts';
import type { Documents } from '../data/documents.ts';
import type { KVCache } from './kv-cache.ts';

/** Anything that predicts the next token of every token: `GPT`, or your own model. */
export interface LanguageModel extends Module {
  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor;
}

/** A language model that can write: `GPT`, or your own model, with a cache or without. */
export interface GenerativeModel extends LanguageModel {
  /** How many tokens there are, and how many of them it can look at. */
  readonly config: Pick<GPTConfig, 'vocabSize' | 'blockSize'>;
  /** Documents laid end to end, with a cache only the tokens that it has not seen → logits (N, V) */
  forward(documents: Documents, cache?: KVCache): Tensor;
  /** An empty cache for one document. */
  createCache?(): KVCache;
}

/** @throws TypeError unless the model has a `forward` */
export function checkModel(op: string, model: unknown): void {
  checkKind(op, 'a model', model, hasMethod(model, 'forward'));
}
