import type { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel, GPT, KVCache } from '@microgpt/gpt';
import { Module } from '@microgpt/nn';
import type { Tokenizer } from '@microgpt/tokenizer';

/** The model, if the tokenizer has all of its tokens; else one that writes only those which it has. */
export function knownTokens(model: GPT, { vocabSize }: Tokenizer): GenerativeModel {
  return vocabSize < model.config.vocabSize ? new KnownTokens(model, vocabSize) : model;
}

/**
 * A model without the tokens at the end of its vocabulary, which no text has. nanoGPT, for example, rounds GPT-2's 50,257
 * tokens up to 50,304.
 */
class KnownTokens extends Module implements GenerativeModel {
  readonly model: GPT;
  readonly config: GenerativeModel['config'];

  constructor(model: GPT, vocabSize: number) {
    super();
    this.model = model;
    this.config = { ...model.config, vocabSize };
  }

  forward(documents: Documents, cache?: KVCache): Tensor {
    return this.model.forward(documents, cache).slice(0, this.config.vocabSize, -1); // (N, V)
  }

  createCache(documents?: number): KVCache {
    return this.model.createCache(documents);
  }
}
