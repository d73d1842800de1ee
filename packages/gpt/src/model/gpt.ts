import { noGrad, type Tensor } from '@microgpt/autograd';
import { Embedding, Linear, Module, RMSNorm, type Initializer, type Layer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer, checkKind } from '../check-arguments.ts';
import { checkConfig, counted, SIZES, type GPTConfig } from '../config.ts';
import { checkIds, checkLengths, concatenate, positions, type Documents } from '../data/documents.ts';
import { CausalSelfAttention } from './causal-self-attention.ts';
import { FeedForward } from './feed-forward.ts';
import { KVCache, type LayerCache } from './kv-cache.ts';
import type { GPTParts, SequenceLayer } from './parts.ts';
import { checkedShape, residual } from './residual.ts';

/**
 * Generative pre-trained transformer: for each token of each document, it computes the logits of the next token.
 *
 * The documents of a batch are concatenated, so every layer gets a matrix of N tokens by C channels; only layers that
 * mix tokens, such as attention, also get the lengths of the documents.
 *
 * The network is that of the original microgpt. GPT-2 differs in six ways, all of which can be expressed by parts: it
 * has no norm after the embeddings, but one before the head; its head is tied to the token embedding; it has LayerNorm
 * instead of RMSNorm, GELU instead of ReLU, and biases. Parameters are drawn in the order of the fields.
 *
 * @see https://karpathy.github.io/2026/02/12/microgpt/
 */
export class GPT extends Module {
  /** The sizes. */
  readonly config: GPTConfig;
  /** The token embedding, (V, C). */
  readonly wte: Embedding;
  /** The position embedding, (T, C). */
  readonly wpe: Embedding;
  /** The head, which maps channels to logits: (N, C) → (N, V). */
  readonly lmHead: Layer;
  /** The norm of the sum of the embeddings; undefined for none. */
  readonly embeddingNorm: Layer | undefined;
  /** The blocks between the embeddings and the head, in order. */
  readonly layers: readonly SequenceLayer[];
  /** The norm of the input of the head; undefined for none. */
  readonly finalNorm: Layer | undefined;

  /**
   * ```ts
   * new GPT({ ...config, mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, init) }, init);
   * ```
   *
   * @param options the sizes, and parts that replace the default ones
   * @throws RangeError unless every size is a positive integer and nHead divides nEmbd
   * @throws TypeError if a part is not a function
   */
  constructor(options: GPTConfig & Partial<GPTParts>, init: Initializer) {
    super();
    checkArguments('GPT', arguments, 2, [...SIZES, ...Object.keys(defaultParts)], 0);
    const { vocabSize, blockSize, nLayer, nHead, nEmbd, ...given } = { ...options };
    const config = { vocabSize, blockSize, nLayer, nHead, nEmbd };
    checkConfig(config);
    checkInitializer('GPT', init);
    const parts = completeParts(given);
    const { embeddingNorm, block, finalNorm, head } = parts;
    this.config = config;
    this.wte = new Embedding(vocabSize, nEmbd, init);
    this.wpe = new Embedding(blockSize, nEmbd, init);
    this.lmHead = head(config, init, this.wte);
    this.embeddingNorm = embeddingNorm ? embeddingNorm(config, init, parts) : undefined;
    this.layers = Array.from({ length: nLayer }, () => block(config, init, parts));
    this.finalNorm = finalNorm ? finalNorm(config, init, parts) : undefined;
  }

  /**
   * The logits of the next token, for every token.
   *
   * @param documents token ids; with a cache, only those that are not in it
   * @param cache the keys and values of earlier tokens; this call adds those of the new tokens, and passes no gradient
   * @returns (N, V), N being all tokens of all documents
   * @throws RangeError if a document is empty or exceeds blockSize, or an id is out of range; if the cache belongs to
   *   another model, or a layer did not use it; if a part changed the shape
   */
  forward(documents: Documents, cache?: KVCache): Tensor {
    checkCount('GPT.forward', arguments.length, 2);
    checkKind('GPT.forward', 'documents, arrays of token ids', documents, Array.isArray(documents));
    if (cache === undefined) return this.#logits(documents);
    checkKind('GPT.forward', 'a KVCache', cache, typeof (cache as KVCache | null)?.begin === 'function');
    return noGrad(() => this.#logits(documents, cache));
  }

  #logits(documents: Documents, cache?: KVCache): Tensor {
    const { config, wte, wpe, embeddingNorm, layers, finalNorm, lmHead } = this;
    cache?.begin(this);
    const lengths = documents.map((document) => document.length);
    const past = cache?.lengths ?? lengths.map(() => 0);
    checkLengths('GPT.forward', lengths, past, config.blockSize);
    const ids = concatenate(documents);
    checkIds('GPT.forward', ids, config.vocabSize);

    let x = wte.forward(ids).add(wpe.forward(positions(lengths, past))); // (N, C)
    if (embeddingNorm) x = checkedShape(x, embeddingNorm.forward(x), { embeddingNorm });
    for (let i = 0; i < layers.length; i++) {
      const block = layers[i];
      x = checkedShape(x, block.forward(x, lengths, cache?.layers[i]), { block }); // (N, C)
    }
    if (finalNorm) x = checkedShape(x, finalNorm.forward(x), { finalNorm });
    const logits = checkedShape(x, lmHead.forward(x), { lmHead }, config.vocabSize); // (N, V)
    cache?.advance(lengths); // last, so that a forward that throws leaves the cache unchanged
    return logits;
  }

  /** An empty cache for the given number of documents, default 1. */
  createCache(documents = 1): KVCache {
    checkCount('createCache', arguments.length, 1);
    return new KVCache(this.config, documents);
  }

  protected override describe(): string {
    const { nLayer, nHead, nEmbd, blockSize } = this.config;
    const sizes = `${counted(nLayer, 'layer')}, ${counted(nHead, 'head')}, width ${nEmbd}, block ${blockSize}`;
    return `${this.constructor.name}(${sizes})`;
  }
}

/** A transformer block: attention, then a feed-forward network, each with a pre-norm and a residual connection. */
export class Block extends Module {
  readonly norm1: Layer;
  readonly attn: SequenceLayer;
  readonly norm2: Layer;
  readonly mlp: Layer;

  constructor(config: GPTConfig, init: Initializer, parts: GPTParts = defaultParts) {
    super();
    checkCount('Block', arguments.length, 3);
    checkInitializer('Block', init);
    this.norm1 = parts.norm(config, init, parts);
    this.attn = parts.attention(config, init, parts);
    this.norm2 = parts.norm(config, init, parts);
    this.mlp = parts.mlp(config, init, parts);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('Block.forward', arguments.length, 3);
    const { norm1, attn, norm2, mlp } = this;
    x = residual(x, attn.forward(norm1.forward(x), lengths, cache), { attn }); // (N, C)
    this.record('residual', () => x);
    return residual(x, mlp.forward(norm2.forward(x)), { mlp }); // (N, C)
  }
}

/**
 * The given parts, with defaults for the others.
 *
 * @throws TypeError if a part is not a function
 */
function completeParts({
  norm = ({ nEmbd }, init) => new RMSNorm(nEmbd, init, { gain: false }),
  attention = (config, init) => new CausalSelfAttention(config, init),
  mlp = (config, init) => new FeedForward(config, init),
  block = (config, init, parts) => new Block(config, init, parts),
  embeddingNorm = norm,
  finalNorm = false,
  head = ({ nEmbd, vocabSize }, init) => new Linear(nEmbd, vocabSize, init),
}: Partial<GPTParts>): GPTParts {
  const parts = { norm, attention, mlp, block, embeddingNorm, finalNorm, head };
  for (const [name, part] of Object.entries(parts)) {
    const isOptional = name === 'embeddingNorm' || name === 'finalNorm';
    const expected = `a function${isOptional ? ' or false' : ''} for ${name}`;
    checkKind('GPT', expected, part, typeof part === 'function' || (isOptional && !part));
  }
  return parts;
}

const defaultParts = completeParts({});
