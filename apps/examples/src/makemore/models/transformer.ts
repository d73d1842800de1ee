import type { Tensor } from '@microgpt/autograd';
import { CausalSelfAttention, GPT, type GPTConfig, type LayerCache } from '@microgpt/gpt';
import { Dropout, type Initializer, type Layer, LayerNorm, Linear, MLP, Sequential } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

const DROPOUT = 0.1;

/**
 * GPT-2's network, made of the GPT of @microgpt/gpt: LayerNorm, also before the head, an MLP with biases and GELU, and
 * dropout of what attention and MLP add.
 *
 * @see https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
 */
export class Transformer extends GPT {
  override readonly lmHead: Layer;

  constructor({ vocabSize, blockSize, nLayer, nHead, nEmbd }: ModelConfig, init: Initializer) {
    const config = { vocabSize, blockSize, nLayer, nHead, nEmbd };
    const norm = () => new LayerNorm(nEmbd, init);
    const attention = () => new AttentionWithDropout(config, init);
    const mlp = () => new Sequential(new MLP([nEmbd, 4 * nEmbd, nEmbd], init, { activation: gelu }), dropout(init));
    super({ ...config, norm, attention, mlp }, init);
    this.lmHead = new Sequential(norm(), new Linear(nEmbd, vocabSize, init));
  }
}

class AttentionWithDropout extends CausalSelfAttention {
  readonly dropout: Dropout;

  constructor(config: GPTConfig, init: Initializer) {
    super(config, init);
    this.dropout = dropout(init);
  }

  /** (N, C) → (N, C) */
  override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    return this.dropout.forward(super.forward(x, lengths, cache));
  }
}

function dropout({ rng }: Initializer): Dropout {
  return new Dropout(DROPOUT, rng);
}

function gelu(x: Tensor): Tensor {
  return x.geluTanh();
}
