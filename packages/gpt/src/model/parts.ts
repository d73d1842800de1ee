import type { Tensor } from '@microgpt/autograd';
import type { Embedding, Initializer, Layer, Module } from '@microgpt/nn';
import type { GPTConfig } from '../config.ts';
import type { LayerCache } from './kv-cache.ts';

/** Makes a part of a model, from the model's sizes and the other parts. */
export type Part<M extends Module> = (config: GPTConfig, init: Initializer, parts: GPTParts) => M;

/** A layer that tells one document from another: (N, C) → (N, C), `lengths` being the number of tokens of each. */
export interface SequenceLayer extends Module {
  /**
   * With a cache, x holds only the new tokens, but the layer sees earlier ones as well: it adds the new rows with
   * `cache.append`, keeps a state with `cache.setState`, or says with `cache.skip` that it looks at no earlier token.
   */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor;
}

/** The parts of a GPT. Each can be replaced; all but the head keep the shape (N, C). */
export interface GPTParts {
  /** Normalises the input of attention and MLP; default `RMSNorm` without gain. */
  readonly norm: Part<Layer>;
  /** Lets tokens look at each other; default `CausalSelfAttention`. */
  readonly attention: Part<SequenceLayer>;
  /** Feed-forward network applied to each token; default `FeedForward`. */
  readonly mlp: Part<Layer>;
  /** A whole layer; default `Block`, made of the three above. */
  readonly block: Part<SequenceLayer>;
  /** Normalises the sum of the embeddings; default `norm`. False for none, as in GPT-2. */
  readonly embeddingNorm: Part<Layer> | false;
  /** Normalises the input of the head, as in GPT-2; default false, for none. */
  readonly finalNorm: Part<Layer> | false;
  /** Maps channels to logits, (N, C) → (N, V); default `Linear`. A tied head uses the rows of `wte`. */
  readonly head: (config: GPTConfig, init: Initializer, wte: Embedding) => Layer;
}
