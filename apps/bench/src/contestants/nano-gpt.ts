import type { Tensor } from '@microgpt/autograd';
import { CausalSelfAttention, type Documents, type GPTConfig } from '@microgpt/gpt';
import { Embedding, LayerNorm, Linear, Module, type Initializer } from '@microgpt/nn';

/**
 * nanoGPT's network, which is GPT-2's without biases, made of the parts of @microgpt/nn as a user would.
 *
 * @see https://github.com/karpathy/nanoGPT/blob/master/model.py
 */
export class NanoGPT extends Module {
  /** What each token means, (V, C); its rows are the head as well. */
  readonly wte: Embedding;
  /** What each position means, (T, C). */
  readonly wpe: Embedding;
  readonly layers: readonly Block[];
  readonly lnF: LayerNorm;

  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.wte = new Embedding(config.vocabSize, config.nEmbd, init);
    this.wpe = new Embedding(config.blockSize, config.nEmbd, init);
    this.layers = Array.from({ length: config.nLayer }, () => new Block(config, init));
    this.lnF = new LayerNorm(config.nEmbd, init, { bias: false });
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    const lengths = documents.map((document) => document.length);
    const positions = documents.flatMap((document) => [...document.keys()]);
    let x = this.wte.forward(documents.flat()).add(this.wpe.forward(positions)); // (N, C)
    for (const block of this.layers) x = block.forward(x, lengths);
    return this.lnF.forward(x).linear(this.wte.weight); // (N, V)
  }
}

class Block extends Module {
  readonly ln1: LayerNorm;
  readonly attn: CausalSelfAttention;
  readonly ln2: LayerNorm;
  readonly mlp: FeedForward;

  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.ln1 = new LayerNorm(config.nEmbd, init, { bias: false });
    this.attn = new CausalSelfAttention(config, init);
    this.ln2 = new LayerNorm(config.nEmbd, init, { bias: false });
    this.mlp = new FeedForward(config, init);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[]): Tensor {
    x = x.add(this.attn.forward(this.ln1.forward(x), lengths));
    return x.add(this.mlp.forward(this.ln2.forward(x)));
  }
}

class FeedForward extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;

  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.fc1 = new Linear(nEmbd, 4 * nEmbd, init);
    this.fc2 = new Linear(4 * nEmbd, nEmbd, init);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(x).gelu());
  }
}
