import type { FloatArray } from '@microgpt/autograd';
import { inference } from '@microgpt/nn';
import { checkArguments, checkKind, hasMethod, show } from '../check-arguments.ts';
import type { KVCache } from '../model/kv-cache.ts';
import { checkModel, type GenerativeModel } from '../model/language-model.ts';
import { likeliest, probabilityOf } from './sample.ts';

/** The approximate maximum of numbers in the logits of one `forward` of {@link Predictor.probabilities}. */
const MOST_LOGITS = 2 ** 22;

/** The options of {@link Predictor}. */
export interface PredictorOptions {
  /** Whether to cache keys and values, if the model can: faster, with the same logits. Default true. */
  readonly useCache?: boolean;
}

/**
 * The logits of the next token after any tokens. It reuses what the tokens share with those of the last call, so you can append a
 * token, go back, or try another continuation.
 *
 * ```ts
 * const predictor = new Predictor(model);
 * probabilities(predictor.logits([tokenizer.bos, ...tokenizer.encode('mar')]));
 * probabilities(predictor.logits([tokenizer.bos, ...tokenizer.encode('mal')])); // computes only the l
 * ```
 *
 * The model runs in evaluation mode. The cache holds keys and values computed from the current weights: after a training step, create
 * another predictor.
 */
export class Predictor {
  readonly #model: GenerativeModel;
  readonly #useCache: boolean;
  #cache: KVCache | undefined;
  /** The tokens in the cache. */
  #ids: readonly number[] = [];

  /**
   * Creates a predictor, without computing anything.
   *
   * @throws TypeError if the model has no `forward`
   */
  constructor(model: GenerativeModel, options: PredictorOptions = {}) {
    checkArguments('Predictor', arguments, 2, ['useCache']);
    checkModel('Predictor', model);
    this.#model = model;
    this.#useCache = (options.useCache ?? true) && hasMethod(model, 'createCache');
  }

  /**
   * The logits of the token after these. If there are more than blockSize tokens, the model sees only the last blockSize.
   *
   * @param ids at least one, `[tokenizer.bos]` for the first token of a text
   * @returns (V), not shared with later calls
   * @throws RangeError if there are no tokens, or an id is out of range
   * @throws Error if a layer does not use the cache
   */
  logits(ids: readonly number[]): FloatArray {
    checkKind('Predictor.logits', 'token ids in an array', ids, Array.isArray(ids));
    return inference(() => this.#rows(ids, 1).subarray(-this.#model.config.vocabSize)); // of the last token
  }

  /**
   * The probability of each token after those before it: how sure the model is of a text. The tokens that fit into the block share
   * one `forward`, or a few if the vocabulary is large. Each token beyond the block takes its own.
   *
   * ```ts
   * predictor.probabilities([tokenizer.bos, ...tokenizer.encode('mary')]); // of m, a, r and y
   * ```
   *
   * @param from the index of the first token to return a probability for, at least 1
   * @returns (ids.length − from), equal to those of {@link probabilities} without options
   * @throws RangeError if `from` or an id is out of range, or logits are not finite
   * @throws Error if a layer does not use the cache
   */
  probabilities(ids: readonly number[], from = 1): number[] {
    checkKind('Predictor.probabilities', 'token ids in an array', ids, Array.isArray(ids));
    if (!Number.isInteger(from) || from < 1) {
      throw new RangeError(`Predictor.probabilities: from must be an integer from 1, got ${show(from)}`);
    }
    const { vocabSize, blockSize } = this.#model.config;
    const most = Math.max(1, Math.floor(MOST_LOGITS / vocabSize));
    const found: number[] = [];
    for (let at = from; at < ids.length;) {
      const end = Math.max(at, Math.min(ids.length - 1, blockSize, at + most - 1));
      const rows = inference(() => this.#rows(ids.slice(0, end), end - at + 1));
      for (; at <= end; at++) {
        const id = ids[at] as number;
        found.push(probabilityIn(rows.subarray(-(end - at + 1) * vocabSize), id, vocabSize));
      }
    }
    return found;
  }

  /** Frees the memory of the cache, on engines with their own memory. */
  dispose(): void {
    this.#cache?.dispose();
    this.#cache = undefined;
  }

  /** The logits after the last tokens: at least this many of them. */
  #rows(ids: readonly number[], count: number): FloatArray {
    const { blockSize } = this.#model.config;
    // Beyond the block, positions shift, so nothing in the cache is valid.
    const isCached = this.#useCache && ids.length > 0 && ids.length <= blockSize;
    return isCached ? this.#continued(ids, count) : this.#model.forward([ids.slice(-blockSize)]).toFlat();
  }

  /** The logits of the tokens that are not in the cache, at least of so many of the last. */
  #continued(ids: readonly number[], count: number): FloatArray {
    let from = sharedLength(this.#ids, ids.slice(0, -count));
    if (this.#cache?.crop(from) !== true) {
      this.dispose(); // a state of a layer cannot go back
      this.#cache = this.#model.createCache?.();
      from = 0;
    }
    this.#ids = ids.slice(0, from);
    const logits = this.#model.forward([ids.slice(from)], this.#cache).toFlat();
    this.#ids = [...ids];
    return logits;
  }
}

/**
 * The probability of a token in the first of some rows of logits.
 *
 * @throws RangeError if the token is out of range, or the logits are not finite
 */
function probabilityIn(rows: FloatArray, id: number, vocabSize: number): number {
  if (!Number.isInteger(id) || id < 0 || id >= vocabSize) {
    throw new RangeError(
      `Predictor.probabilities: token id ${show(id)} must be an integer from 0 to ${vocabSize - 1}; is it of the same tokenizer?`,
    );
  }
  const logits = rows.subarray(0, vocabSize);
  likeliest('Predictor.probabilities', logits);
  return probabilityOf(logits, id);
}

/** The number of tokens that both start with. */
function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
