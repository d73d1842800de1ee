import type { FloatArray } from '@microgpt/autograd';
import { inference } from '@microgpt/nn';
import type { Random } from '@microgpt/random';
import { checkArguments, checkKind, checkPositive } from '../check-arguments.ts';
import type { GenerativeModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { checkSampling, draw, SAMPLING, type SamplingOptions } from './sample.ts';

/** How `generate` begins, chooses and ends. */
export interface GenerateOptions extends SamplingOptions {
  /** The stream that tokens are drawn from. */
  readonly rng: Random;
  /** The tokens that the text begins with; at least one, `[tokenizer.bos]` for a new text. */
  readonly prompt: readonly number[];
  /** The token that ends the text; it is not handed out. */
  readonly stop?: number;
  /** The most tokens to generate; default as many as fit: blockSize − prompt + 1. Beyond that the model forgets the oldest. */
  readonly maxTokens?: number;
  /** Whether to keep keys and values of earlier tokens, if the model can; the tokens are the same, faster. Default true. */
  readonly useCache?: boolean;
}

/**
 * Continues a prompt token by token.
 *
 * The model computes in evaluation mode; the modes of its modules do not change, even between tokens. To train the
 * model between two tokens, turn the cache off: it holds keys and values from the old weights.
 *
 * ```ts
 * for await (const { id } of generate(model, { rng, prompt: [tokenizer.bos], stop: tokenizer.bos })) …
 * ```
 *
 * @throws RangeError if the prompt is empty, an option is out of range, or logits are not finite
 * @throws Error if a layer does not use the cache
 */
export async function* generate(
  model: GenerativeModel,
  options: GenerateOptions,
): AsyncGenerator<{ readonly id: number }, void> {
  checkArguments('generate', arguments, 2, ['rng', 'prompt', 'stop', 'maxTokens', 'useCache', ...SAMPLING]);
  const { rng, prompt, stop, useCache = true } = { ...options };
  const isArray: boolean = Array.isArray(prompt);
  checkKind('generate', 'a prompt, an array of token ids', prompt, isArray);
  const { blockSize, vocabSize } = model.config;
  const { maxTokens = Math.max(1, blockSize - prompt.length + 1) } = options;
  checkSampling('generate', options, rng);
  if (prompt.length === 0) {
    throw new RangeError('generate: the prompt is empty; begin a new text with [tokenizer.bos]');
  }
  checkPositive('generate', { maxTokens });

  const text = [...prompt];
  const cache = useCache ? model.createCache?.() : undefined;
  try {
    for (let n = 0; n < maxTokens; n++) {
      const id = draw('generate', nextLogits(), options, rng);
      if (id === stop) return;
      yield { id };
      text.push(id);
      const pause = pauseIfDue();
      if (pause) await pause;
    }
  } finally {
    cache?.dispose();
  }

  function nextLogits(): FloatArray {
    return inference(() => {
      // While the text fits, only what the cache has not seen; then, as positions shift, the last blockSize tokens anew.
      const cached = text.length <= blockSize ? cache : undefined;
      const tokens = cached ? text.slice(cached.lengths[0]) : text.slice(-blockSize);
      return model.forward([tokens], cached).toFlat().subarray(-vocabSize); // of the last token
    });
  }
}
