import type { Tensor } from '@microgpt/autograd';
import { FeedForward, GPT, type GPTConfig } from '@microgpt/gpt';
import { LayerNorm, Module, type Embedding, type Initializer } from '@microgpt/nn';

/**
 * nanoGPT's network, which is GPT-2's without biases.
 *
 * @see https://github.com/karpathy/nanoGPT/blob/master/model.py
 */
export function nanoGPT(config: GPTConfig, init: Initializer): GPT {
  const norm = () => new LayerNorm(config.nEmbd, init, { bias: false });
  const mlp = () => new FeedForward(config, init, { activation: (x) => x.gelu() });
  const head = (_config: GPTConfig, _init: Initializer, wte: Embedding) => new TiedHead(wte);
  return new GPT({ ...config, norm, mlp, embeddingNorm: false, finalNorm: norm, head }, init);
}

class TiedHead extends Module {
  readonly wte: Embedding;

  constructor(wte: Embedding) {
    super();
    this.wte = wte;
  }

  /** (N, C) → (N, V) */
  forward(x: Tensor): Tensor {
    return x.linear(this.wte.weight);
  }
}
