import type { Tensor } from '@microgpt/autograd';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { type Initializer, type Layer, LayerNorm, Linear, MLP, Sequential } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

const gelu = (x: Tensor) => x.geluTanh();

/**
 * GPT-2's network, made of the GPT of @microgpt/gpt: LayerNorm, also before the head, and an MLP with biases and GELU.
 *
 * @see https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
 */
export class Transformer extends GPT {
  override readonly lmHead: Layer;

  constructor({ nHidden: _, ...config }: ModelConfig, init: Initializer) {
    const { nEmbd, vocabSize } = config;
    super(
      {
        ...config,
        norm: ({ nEmbd }: GPTConfig, init) => new LayerNorm(nEmbd, init),
        mlp: ({ nEmbd }: GPTConfig, init) => new MLP([nEmbd, 4 * nEmbd, nEmbd], init, { activation: gelu }),
      },
      init,
    );
    this.lmHead = new Sequential(new LayerNorm(nEmbd, init), new Linear(nEmbd, vocabSize, init));
  }
}
