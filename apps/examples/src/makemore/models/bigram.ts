import type { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel } from '@microgpt/gpt';
import { type Initializer, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

/** A table: the logits of the next token are its row for the current token. */
export class Bigram extends Module implements GenerativeModel {
  readonly config: ModelConfig;
  /** (V, V), zeros at first: every token is as likely as any other. */
  readonly table: Tensor;

  constructor(config: ModelConfig, init: Initializer) {
    super();
    this.config = config;
    this.table = init.zeros([config.vocabSize, config.vocabSize]);
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    return this.table.take(documents.flat()); // (N, V)
  }
}
