import type { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel } from '@microgpt/gpt';
import { Embedding, type Initializer, Linear, MLP, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

/** The mean of all tokens so far, then an MLP: which tokens occurred matters, and hardly in which order. */
export class BagOfWords extends Module implements GenerativeModel {
  readonly config: ModelConfig;
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly mlp: MLP;
  readonly head: Linear;

  constructor(config: ModelConfig, init: Initializer) {
    super();
    const { vocabSize, blockSize, nEmbd, nHidden } = config;
    this.config = config;
    this.wte = new Embedding(vocabSize, nEmbd, init);
    this.wpe = new Embedding(blockSize, nEmbd, init);
    this.mlp = new MLP([nEmbd, nHidden, nEmbd], init, { activation: (h) => h.tanh() });
    this.head = new Linear(nEmbd, vocabSize, init, { bias: true });
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    const lengths = documents.map((document) => document.length);
    const positions = documents.flatMap((document) => [...document.keys()]);
    let x = this.wte.forward(documents.flat()).add(this.wpe.forward(positions)); // (N, C)
    x = x.add(meanSoFar(x, lengths));
    x = x.add(this.mlp.forward(x));
    return this.head.forward(x); // (N, V)
  }
}

/** The mean of each row and those before it in its document: attention with equal weights. */
function meanSoFar(x: Tensor, lengths: readonly number[]): Tensor {
  const nothing = x.engine.zeros(x.shape);
  return nothing.causalAttention(nothing, x, { heads: 1, lengths });
}
