import type { FloatArray } from '@microgpt/autograd';
import { inference } from '@microgpt/nn';
import { checkArguments, checkKind, hasMethod } from '../check-arguments.ts';
import type { KVCache } from '../model/kv-cache.ts';
import { checkModel, type GenerativeModel } from '../model/language-model.ts';

/** The options of {@link Predictor}. */
export interface PredictorOptions {
  /** Whether to cache keys and values, if the model can: faster, with the same logits. Default true. */
  readonly useCache?: boolean;
}

/**
 * The logits of the next token after any tokens. It computes only what the tokens do not share with those of the last
 * call, so you can append a token, go back, or try another continuation.
 *
 * ```ts
 * const predictor = new Predictor(model);
 * probabilities(predictor.logits([tokenizer.bos, ...tokenizer.encode('mar')]));
 * probabilities(predictor.logits([tokenizer.bos, ...tokenizer.encode('mal')])); // computes the l alone
 * ```
 *
 * The model runs in evaluation mode. The cache holds keys and values from the weights at that time: after a step of
 * training, create another predictor.
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
   * The logits of the token after these. Of more than blockSize tokens, the model sees the last blockSize.
   *
   * @param ids at least one, `[tokenizer.bos]` for the first token of a text
   * @returns (V), not shared with later calls
   * @throws RangeError if there are no tokens, or an id is out of range
   * @throws Error if a layer does not use the cache
   */
  logits(ids: readonly number[]): FloatArray {
    checkKind('Predictor.logits', 'token ids in an array', ids, Array.isArray(ids));
    const { vocabSize, blockSize } = this.#model.config;
    return inference(() => {
      // Beyond the block, positions shift, and nothing that is cached is right.
      const isCached = this.#useCache && ids.length > 0 && ids.length <= blockSize;
      const logits = isCached ? this.#continued(ids) : this.#model.forward([ids.slice(-blockSize)]).toFlat();
      return logits.subarray(-vocabSize); // of the last token
    });
  }

  /** Frees the memory of the cache, on engines with their own memory. */
  dispose(): void {
    this.#cache?.dispose();
    this.#cache = undefined;
  }

  /** The logits of the tokens that are not in the cache, at least of the last one. */
  #continued(ids: readonly number[]): FloatArray {
    let from = sharedLength(this.#ids, ids.slice(0, -1));
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

/** The number of tokens with which both begin. */
function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
