import type { Tensor } from '@microgpt/autograd';
import { CausalSelfAttention, FeedForward, GPT, type GPTConfig, type LayerCache, type Part } from '@microgpt/gpt';
import { Dropout, type Initializer, LayerNorm, Sequential } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

const DROPOUT = 0.1;

/**
 * GPT-2's network, made from the GPT of @microgpt/gpt: LayerNorm, also before the head, biases and GELU in the MLP, and
 * dropout on what attention and MLP add.
 *
 * @see https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
 */
export function transformer({ vocabSize, blockSize, nLayer, nHead, nEmbd }: ModelConfig, init: Initializer): GPT {
  const sizes = { vocabSize, blockSize, nLayer, nHead, nEmbd };
  return new GPT({ ...sizes, norm, attention, mlp, finalNorm: norm }, init);
}

const norm: Part<LayerNorm> = ({ nEmbd }, init) => new LayerNorm(nEmbd, init);

const attention: Part<AttentionWithDropout> = (config, init) => new AttentionWithDropout(config, init);

const mlp: Part<Sequential> = (config, init) =>
  new Sequential(new FeedForward(config, init, { bias: true, activation: gelu }), dropout(init));

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
