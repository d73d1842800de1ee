import type { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel } from '@microgpt/gpt';
import { Embedding, type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

/**
 * The concatenated embeddings of the last T tokens, a hidden layer with tanh, and the logits.
 *
 * @see https://www.jmlr.org/papers/v3/bengio03a.html
 */
export class MLP extends Module implements GenerativeModel {
  readonly config: ModelConfig;
  /** Embedding of tokens; its last row stands for a missing token. */
  readonly wte: Embedding;
  readonly hidden: Linear;
  readonly head: Linear;

  constructor(config: ModelConfig, init: Initializer) {
    super();
    const { vocabSize, blockSize, nEmbd, nHidden } = config;
    this.config = config;
    this.wte = new Embedding(vocabSize + 1, nEmbd, init);
    this.hidden = new Linear(blockSize * nEmbd, nHidden, init, { bias: true });
    this.head = new Linear(nHidden, vocabSize, init, { bias: true });
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    const { vocabSize: none, blockSize, nEmbd } = this.config;
    const contexts = documents.flatMap((document) =>
      document.flatMap((_, t) => Array.from({ length: blockSize }, (_, back) => document[t - back] ?? none)),
    ); // (N · T)
    const x = this.wte.forward(contexts).reshape([-1, blockSize * nEmbd]); // (N, T · C)
    return this.head.forward(this.hidden.forward(x).tanh()); // (N, V)
  }
}
