import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { checkKind, hasMethod } from '../check-arguments.ts';
import type { GPTConfig } from '../config.ts';
import type { Documents } from '../data/documents.ts';
import type { KVCache } from './kv-cache.ts';

/** A model that predicts the next token after every token: `GPT`, or your own. */
export interface LanguageModel extends Module {
  /** Documents → logits (N, V), N being all tokens of all documents */
  forward(documents: Documents): Tensor;
}

/** A language model that can generate: `GPT`, or your own, with or without a cache. */
export interface GenerativeModel extends LanguageModel {
  /** The sizes of the vocabulary and of the context window. */
  readonly config: Pick<GPTConfig, 'vocabSize' | 'blockSize'>;
  /** Documents, or with a cache only their new tokens → logits (N, V) */
  forward(documents: Documents, cache?: KVCache): Tensor;
  /** An empty cache for a number of documents, default 1. */
  createCache?(documents?: number): KVCache;
}

/** @throws TypeError unless the model has a `forward` */
export function checkModel(op: string, model: unknown): void {
  checkKind(op, 'a model', model, hasMethod(model, 'forward'));
}
