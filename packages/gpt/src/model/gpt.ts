import { noGrad, ShapeError, type Tensor } from '@microgpt/autograd';
import { Embedding, Linear, Module, RMSNorm, type Initializer, type Layer } from '@microgpt/nn';
import { checkArguments, checkCount, checkKind } from '../check-arguments.ts';
import { checkConfig, SIZES, type GPTConfig } from '../config.ts';
import { checkIds, checkLengths, concatenate, positions, type Documents } from '../data/documents.ts';
import { KVCache, type LayerCache } from './kv-cache.ts';

/** Makes a part of a model, from the model's sizes and the other parts. */
export type Part<M extends Module> = (config: GPTConfig, init: Initializer, parts: GPTParts) => M;

/** A module that tells one document from another: (N, C) → (N, C), the lengths being those of the documents. */
export interface SequenceLayer extends Module {
  /**
   * With a cache, x holds only the new tokens, but the layer sees earlier ones as well: it adds the new rows with
   * `cache.append`, or says with `cache.skip` that it looks at no earlier token.
   */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor;
}

/** The parts of a GPT that may be replaced by others; none may change the shape (N, C). */
export interface GPTParts {
  /** Brings each token's channels to a common size; default `RMSNorm` without gain. */
  readonly norm: Part<Layer>;
  /** Lets tokens look at each other; default `CausalSelfAttention`. */
  readonly attention: Part<SequenceLayer>;
  /** What each token thinks for itself; default `FeedForward`. */
  readonly mlp: Part<Layer>;
  /** A whole layer; default `Block`, made of the other three. */
  readonly block: Part<SequenceLayer>;
}

/**
 * Generative pre-trained transformer: for each token of each document, how likely every token is to come next.
 *
 * The documents of a batch are laid end to end, so every layer sees a matrix of N tokens by C channels; only attention
 * is told where one document ends. The network is GPT-2's with RMSNorm in place of LayerNorm, ReLU in place of GELU, and
 * no biases. Parameters are drawn in the order of the fields.
 *
 * @see https://karpathy.github.io/2026/02/12/microgpt/
 */
export class GPT extends Module {
  /** The sizes that it was made with. */
  readonly config: GPTConfig;
  /** What each token means, (V, C). */
  readonly wte: Embedding;
  /** What each position means, (T, C). */
  readonly wpe: Embedding;
  /** From channels back to tokens, (V, C). */
  readonly lmHead: Layer;
  /** Of what comes out of the embeddings. */
  readonly norm: Layer;
  /** One after another, between the embeddings and the head. */
  readonly layers: readonly SequenceLayer[];

  /**
   * ```ts
   * new GPT({ ...config, mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, init) }, init);
   * ```
   *
   * @param options the sizes, and parts that are to replace the usual ones
   * @throws RangeError unless every size is a positive integer and nHead divides nEmbd
   */
  constructor(options: GPTConfig & Partial<GPTParts>, init: Initializer) {
    super();
    checkArguments('GPT', arguments, 2, [...SIZES, ...Object.keys(defaultParts)], 0);
    const {
      norm = defaultParts.norm,
      attention = defaultParts.attention,
      mlp = defaultParts.mlp,
      block = defaultParts.block,
      ...config
    } = { ...options };
    checkConfig(config);
    const { vocabSize, blockSize, nLayer, nEmbd } = config;
    const parts = { norm, attention, mlp, block };
    this.config = config;
    this.wte = new Embedding(vocabSize, nEmbd, init);
    this.wpe = new Embedding(blockSize, nEmbd, init);
    this.lmHead = new Linear(nEmbd, vocabSize, init);
    this.norm = norm(config, init, parts);
    this.layers = Array.from({ length: nLayer }, () => block(config, init, parts));
  }

  /**
   * The logits of the next token, for every token.
   *
   * @param documents token ids; with a cache only those that it has not seen yet
   * @param cache keys and values of earlier tokens; this call adds its own, and passes no gradient
   * @returns (N, V), N being all tokens of all documents
   * @throws RangeError if a document is empty or exceeds blockSize, or an id is out of range; if the cache belongs to
   *   another model, or a layer did not use it
   */
  forward(documents: Documents, cache?: KVCache): Tensor {
    checkCount('GPT.forward', arguments.length, 2);
    checkKind('GPT.forward', 'documents, arrays of token ids', documents, Array.isArray(documents));
    if (cache === undefined) return this.logits(documents);
    checkKind('GPT.forward', 'a KVCache', cache, typeof (cache as KVCache | null)?.begin === 'function');
    return noGrad(() => this.logits(documents, cache));
  }

  private logits(documents: Documents, cache?: KVCache): Tensor {
    cache?.begin(this);
    const lengths = documents.map((document) => document.length);
    const past = cache?.lengths ?? lengths.map(() => 0);
    checkLengths('GPT.forward', lengths, past, this.config.blockSize);
    const ids = concatenate(documents);
    checkIds('GPT.forward', ids, this.config.vocabSize);

    let x = this.wte.forward(ids).add(this.wpe.forward(positions(lengths, past))); // (N, C)
    x = kept('norm', this.norm, x, this.norm.forward(x));
    this.layers.forEach((layer, i) => {
      x = kept(`layers.${i}`, layer, x, layer.forward(x, lengths, cache?.layers[i]));
    });
    const logits = this.lmHead.forward(x); // (N, V)
    cache?.advance(lengths); // last, so that a forward that throws leaves the cache unchanged
    return logits;
  }

  /** An empty cache for so many documents, default 1. */
  createCache(documents = 1): KVCache {
    checkCount('createCache', arguments.length, 1);
    return new KVCache(this.config, documents);
  }

  protected override describe(): string {
    const { nLayer, nHead, nEmbd, blockSize } = this.config;
    return `${this.constructor.name}(${nLayer} layer${nLayer === 1 ? '' : 's'}, ${nHead} heads, width ${nEmbd}, block ${blockSize})`;
  }
}

/** One layer: tokens look at each other, then each thinks for itself; both add to what was there. */
export class Block extends Module {
  readonly norm1: Layer;
  readonly attn: SequenceLayer;
  readonly norm2: Layer;
  readonly mlp: Layer;

  constructor(config: GPTConfig, init: Initializer, parts: GPTParts = defaultParts) {
    super();
    checkCount('Block', arguments.length, 3);
    this.norm1 = parts.norm(config, init, parts);
    this.attn = parts.attention(config, init, parts);
    this.norm2 = parts.norm(config, init, parts);
    this.mlp = parts.mlp(config, init, parts);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('Block.forward', arguments.length, 3);
    x = x.add(kept('attn', this.attn, x, this.attn.forward(this.norm1.forward(x), lengths, cache)));
    this.record('middle', () => x);
    return x.add(kept('mlp', this.mlp, x, this.mlp.forward(this.norm2.forward(x))));
  }
}

/** Each token asks (query) all tokens up to itself (key) and takes from those that answer (value), in several heads. */
export class CausalSelfAttention extends Module {
  readonly heads: number;
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;

  constructor({ nEmbd, nHead }: GPTConfig, init: Initializer) {
    super();
    checkCount('CausalSelfAttention', arguments.length, 2);
    this.heads = nHead;
    this.wq = new Linear(nEmbd, nEmbd, init);
    this.wk = new Linear(nEmbd, nEmbd, init);
    this.wv = new Linear(nEmbd, nEmbd, init);
    this.wo = new Linear(nEmbd, nEmbd, init);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('CausalSelfAttention.forward', arguments.length, 3);
    const { heads } = this;
    const q = this.wq.forward(x); // (N, C)
    const k = this.wk.forward(x); // (N, C)
    const v = this.wv.forward(x); // (N, C)
    const { keys, values, ...where } = cache?.append(k, v, lengths) ?? { keys: k, values: v };
    const options = { heads, lengths, ...where };
    this.record('weights', () => noGrad(() => q.attentionWeights(keys, options))); // (H, T, S) for each document
    const y = q.causalAttention(keys, values, options); // (N, C)
    return this.wo.forward(y);
  }

  protected override describe(): string {
    return `${this.constructor.name}(${this.heads} heads)`;
  }
}

/** Each token by itself: four times as many channels, those below zero cut off, and back. */
export class FeedForward extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;

  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    checkCount('FeedForward', arguments.length, 2);
    this.fc1 = new Linear(nEmbd, 4 * nEmbd, init);
    this.fc2 = new Linear(4 * nEmbd, nEmbd, init);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor): Tensor {
    checkCount('FeedForward.forward', arguments.length, 1);
    return this.fc2.forward(this.fc1.forward(x).relu());
  }
}

const defaultParts: GPTParts = {
  norm: ({ nEmbd }, init) => new RMSNorm(nEmbd, init, { gain: false }),
  attention: (config, init) => new CausalSelfAttention(config, init),
  mlp: (config, init) => new FeedForward(config, init),
  block: (config, init, parts) => new Block(config, init, parts),
};

/** What a part made of x, checked: a sum would repeat a result of another shape without notice. */
function kept(path: string, part: Module, x: Tensor, y: Tensor): Tensor {
  if (x.shape.length === y.shape.length && x.shape.every((size, axis) => size === y.shape[axis])) return y;
  const [from, to] = [x, y].map(({ shape }) => `(${shape.join(', ')})`);
  throw new ShapeError(
    `GPT: ${path}, a ${part.constructor.name}, turned shape ${from} into ${to}; it must keep the shape`,
  );
}
