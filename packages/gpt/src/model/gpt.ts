import { noGrad, type Tensor } from '@microgpt/autograd';
import { Dropout, Embedding, Initializer, Linear, Module, RMSNorm, type Layer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer, checkKind, checkPositive } from '../check-arguments.ts';
import { CONFIG_NAMES, counted, resolveConfig, type GPTConfig } from '../config.ts';
import { checkIds, checkLengths, concatenate, positions, type Documents } from '../data/documents.ts';
import { CausalSelfAttention } from './causal-self-attention.ts';
import { FeedForward } from './feed-forward.ts';
import { gpt2Parts } from './gpt2.ts';
import { KVCache, type LayerCache } from './kv-cache.ts';
import type { GPTDescription, GPTParts, SequenceLayer } from './parts.ts';
import { checkedShape, residual } from './residual.ts';
import { TiedHead } from './tied-head.ts';

/**
 * Generative pre-trained transformer: for each token of each document, it computes the logits of the next token.
 *
 * The documents of a batch are concatenated, so every layer gets a matrix of N tokens by C channels; only layers that
 * mix tokens, such as attention, also get the lengths of the documents.
 *
 * The network is that of the original microgpt. With `architecture: 'gpt2'` it is GPT-2's, which differs in the parts of
 * `gpt2.ts` and the settings of `config.ts`. Parameters are drawn in the order of the fields.
 *
 * @see https://karpathy.github.io/2026/02/12/microgpt/
 */
export class GPT extends Module {
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
  /** The dropout of the input of the blocks; undefined for none. */
  readonly dropout: Dropout | undefined;
  #config: Required<GPTConfig>;
  #replaced: GPTDescription['parts'];

  /**
   * Creates a model with random parameters.
   *
   * ```ts
   * new GPT({ ...config, mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, init) }, init);
   * ```
   *
   * @param options the configuration, and parts that replace the default ones
   * @throws RangeError unless every size is a positive integer and nHead divides nEmbd, or if dropout is not below 1
   * @throws TypeError if a setting is unknown, or a part is not a function
   */
  constructor(options: GPTConfig & Partial<GPTParts>, init: Initializer) {
    super();
    checkArguments('GPT', arguments, 2, [...CONFIG_NAMES, ...PART_NAMES], 0);
    const config = resolveConfig({ ...options });
    checkInitializer('GPT', init);
    const parts = completeParts(config, options);
    const { vocabSize, blockSize, nLayer, nEmbd, dropout } = config;
    const { embeddingNorm, block, finalNorm, head } = parts;
    this.wte = new Embedding(vocabSize, nEmbd, init);
    this.wpe = new Embedding(blockSize, nEmbd, init);
    this.lmHead = head(config, init, this.wte);
    this.embeddingNorm = embeddingNorm ? embeddingNorm(config, init, parts) : undefined;
    this.layers = Array.from({ length: nLayer }, () => block(config, init, parts));
    this.finalNorm = finalNorm ? finalNorm(config, init, parts) : undefined;
    this.dropout = dropout > 0 ? new Dropout(dropout, init.rng) : undefined;
    this.#config = config;
    this.#replaced = PART_NAMES.filter((name) => options[name] !== undefined);
  }

  /** The sizes and all settings. */
  get config(): Required<GPTConfig> {
    return this.#config;
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
    const { config, wte, wpe, embeddingNorm, dropout, layers, finalNorm, lmHead } = this;
    cache?.begin(this);
    const lengths = documents.map((document) => document.length);
    const past = cache?.lengths ?? lengths.map(() => 0);
    checkLengths('GPT.forward', lengths, past, config.blockSize);
    const ids = concatenate(documents);
    checkIds('GPT.forward', ids, config.vocabSize);

    let x = wte.forward(ids).add(wpe.forward(positions(lengths, past))); // (N, C)
    if (embeddingNorm) x = checkedShape(x, embeddingNorm.forward(x), { embeddingNorm });
    if (dropout) x = dropout.forward(x);
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

  /**
   * Shortens the context window to its first `blockSize` tokens, as nanoGPT's `crop_block_size` does: keeps the first
   * rows of `wpe`.
   *
   * Create the optimizer afterwards, because an optimizer keeps the parameters that it was given. Your own parts that
   * depend on blockSize do not change.
   *
   * @throws RangeError unless blockSize is a positive integer, and at most that of the model
   */
  cropBlockSize(blockSize: number): this {
    checkCount('cropBlockSize', arguments.length, 1);
    checkPositive('cropBlockSize', { blockSize });
    const { blockSize: most, nEmbd } = this.config;
    if (blockSize > most) {
      throw new RangeError(`cropBlockSize: blockSize must be at most ${most}, that of the model, got ${blockSize}`);
    }
    const { weight } = this.wpe;
    const wpe = new Embedding(blockSize, nEmbd, Initializer.blank(weight.engine));
    wpe.weight.assign(noGrad(() => weight.slice(0, blockSize)));
    wpe.weight.freeze(!weight.requiresGrad);
    super.replaceModule('wpe', () => wpe); // super: a shorter table is no module of your own
    this.#config = { ...this.config, blockSize };
    return this;
  }

  /**
   * Replaces a submodule, as in `Module`. The description of the model then lists its path, so call this on the model and
   * not on a block.
   */
  override replaceModule<M extends Module>(path: string, make: (old: Module) => M): M {
    const made = super.replaceModule(path, make);
    this.#replaced = [...this.#replaced, path];
    return made;
  }

  /** The description to save with `stateDict()`, from which the model can be recreated. */
  toJSON(): GPTDescription {
    return { type: this.#type, config: this.config, parts: this.#replaced };
  }

  protected override describe(): string {
    const { nLayer, nHead, nEmbd, blockSize } = this.config;
    const sizes = `${counted(nLayer, 'layer')}, ${counted(nHead, 'head')}, width ${nEmbd}, block ${blockSize}`;
    return `${this.#type}(${sizes})`;
  }

  /** The name of the class, which bundlers rename. */
  get #type(): string {
    return this.constructor === GPT ? 'GPT' : this.constructor.name;
  }
}

/** A transformer block: attention, then a feed-forward network, each with a pre-norm and a residual connection. */
export class Block extends Module {
  readonly norm1: Layer;
  readonly attn: SequenceLayer;
  readonly norm2: Layer;
  readonly mlp: Layer;
  /** The dropout of the results of attention and MLP; undefined for none. */
  readonly dropout: Dropout | undefined;

  constructor(config: GPTConfig, init: Initializer, parts: GPTParts = completeParts(config, {})) {
    super();
    checkCount('Block', arguments.length, 3);
    checkInitializer('Block', init);
    const resolved = resolveConfig(config);
    const { dropout } = resolved;
    this.norm1 = parts.norm(resolved, init, parts);
    this.attn = parts.attention(resolved, init, parts);
    this.norm2 = parts.norm(resolved, init, parts);
    this.mlp = parts.mlp(resolved, init, parts);
    this.dropout = dropout > 0 ? new Dropout(dropout, init.rng) : undefined;
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('Block.forward', arguments.length, 3);
    const { norm1, attn, norm2, mlp, dropout } = this;
    x = residual(x, attn.forward(norm1.forward(x), lengths, cache), { attn }, dropout); // (N, C)
    this.record('residual', () => x);
    return residual(x, mlp.forward(norm2.forward(x)), { mlp }, dropout); // (N, C)
  }
}

/** The given parts, with those of microgpt for the others. */
function microgptParts({
  norm = ({ nEmbd }, init) => new RMSNorm(nEmbd, init, { gain: false }),
  attention = (config, init) => new CausalSelfAttention(config, init),
  mlp = (config, init) => new FeedForward(config, init),
  block = (config, init, parts) => new Block(config, init, parts),
  embeddingNorm = norm,
  finalNorm = false,
  head = ({ nEmbd, vocabSize, tieHead }, init, wte) =>
    tieHead ? new TiedHead(wte) : new Linear(nEmbd, vocabSize, init),
}: Partial<GPTParts>): GPTParts {
  return { norm, attention, mlp, block, embeddingNorm, finalNorm, head };
}

/** The names of all parts. */
export const PART_NAMES = Object.keys(microgptParts({})) as (keyof GPTParts)[];

/**
 * The given parts, with those of the architecture for the others.
 *
 * @throws TypeError if a part is not a function
 */
function completeParts({ architecture }: GPTConfig, given: Partial<GPTParts>): GPTParts {
  const parts = microgptParts(architecture === 'gpt2' ? gpt2Parts(given) : given);
  for (const [name, part] of Object.entries(parts)) {
    const isOptional = name === 'embeddingNorm' || name === 'finalNorm';
    const expected = `a function${isOptional ? ' or false' : ''} for ${name}`;
    checkKind('GPT', expected, part, typeof part === 'function' || (isOptional && !part));
  }
  return parts;
}
