import type { Tensor } from '@microgpt/autograd';
import type { Embedding, Initializer, Layer, Module } from '@microgpt/nn';
import type { GPTConfig } from '../config.ts';
import type { LayerCache } from './kv-cache.ts';

/** A function that creates a part of a model from the model's complete configuration and the other parts. */
export type Part<M extends Module> = (config: Required<GPTConfig>, init: Initializer, parts: GPTParts) => M;

/** A layer that mixes the tokens of a document: (N, C) → (N, C), `lengths` being the number of tokens of each document. */
export interface SequenceLayer extends Module {
  /**
   * With a cache, x holds only the new tokens. For the earlier ones, the layer appends its rows with `cache.append` or
   * stores a state with `cache.setState`; a layer that needs no earlier tokens calls `cache.skip`.
   */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor;
}

/** The replaceable parts of a GPT. All but the head preserve the shape (N, C). */
export interface GPTParts {
  /** The norm of the inputs of attention and MLP; default `RMSNorm` without gain, in GPT-2 `LayerNorm`. */
  readonly norm: Part<Layer>;
  /** The attention, which mixes tokens; default `CausalSelfAttention`. */
  readonly attention: Part<SequenceLayer>;
  /** The feed-forward network applied to each token; default `FeedForward`. */
  readonly mlp: Part<Layer>;
  /** The block, a whole layer; default `Block`, made of the three above. */
  readonly block: Part<SequenceLayer>;
  /** The norm of the sum of the embeddings; default `norm`. False for none, the default in GPT-2. */
  readonly embeddingNorm: Part<Layer> | false;
  /** The norm of the input of the head; default false, for none, in GPT-2 `norm`. */
  readonly finalNorm: Part<Layer> | false;
  /** The head, which maps channels to logits: (N, C) → (N, V); default `Linear`. A tied head uses the weight of `wte`. */
  readonly head: (config: Required<GPTConfig>, init: Initializer, wte: Embedding) => Layer;
}

/** The description of a model to save with its weights, from which it can be recreated; plain JSON. */
export interface GPTDescription {
  /** `GPT`, or the name of a subclass. */
  readonly type: string;
  readonly config: Required<GPTConfig>;
  /**
   * The names of the parts that are not the default ones, and the paths of modules that were replaced. They are code,
   * so only the program can provide them again.
   */
  readonly parts: readonly string[];
}
