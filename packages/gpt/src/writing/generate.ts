import type { Random } from '@microgpt/random';
import { checkCount, checkKind, checkOptions, checkPositive, checkSignal, show } from '../check-arguments.ts';
import { checkModel, type GenerativeModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { Predictor } from './predictor.ts';
import {
  checkedSampling,
  checkStream,
  draw,
  probabilityOf,
  SAMPLING,
  type Sampling,
  type SamplingOptions,
} from './sample.ts';

/** The options of {@link generate}. */
export interface GenerateOptions extends SamplingOptions {
  /** The random stream from which tokens are drawn. */
  readonly rng: Random;
  /** The tokens that begin the text; at least one, `[tokenizer.bos]` for a new text. */
  readonly prompt: readonly number[];
  /** The token, or tokens, that end the text; not yielded. Default none. */
  readonly stop?: number | readonly number[];
  /** The largest number of new tokens; default as many as fit: blockSize − prompt.length + 1. Beyond that, the oldest tokens are dropped. */
  readonly maxTokens?: number;
  /** Whether to cache keys and values, if the model can: faster, with the same tokens. Default true. */
  readonly useCache?: boolean;
  /** A signal that ends the text between two tokens: the iteration then throws its reason. */
  readonly signal?: AbortSignal;
}

/** A token that the model wrote. */
export interface GeneratedToken {
  readonly id: number;
  /** How sure the model was: the token's probability before temperature, top-k, top-p and min-p. */
  readonly probability: number;
}

/** The names of the options. */
export const OPTIONS = ['rng', 'prompt', 'stop', 'maxTokens', 'useCache', 'signal', ...SAMPLING];

/**
 * Continues a prompt token by token.
 *
 * The model runs in evaluation mode; the modes of its modules do not change, even between tokens. To train the
 * model between two tokens, turn the cache off: it holds keys and values from the old weights.
 *
 * ```ts
 * for await (const { id } of generate(model, { rng, prompt: [tokenizer.bos], stop: tokenizer.bos })) …
 * ```
 *
 * @throws RangeError if the prompt is empty, an option is out of range, or logits are not finite
 * @throws TypeError if an argument has the wrong type
 * @throws Error if a layer does not use the cache
 */
export function generate(model: GenerativeModel, options: GenerateOptions): AsyncGenerator<GeneratedToken, void> {
  checkCount('generate', arguments.length, 2);
  return tokensOf('generate', model, options);
}

/** The implementation of `generate`; error messages begin with `op`. */
export async function* tokensOf(
  op: string,
  model: GenerativeModel,
  options: GenerateOptions,
): AsyncGenerator<GeneratedToken, void> {
  checkOptions(op, options, OPTIONS);
  const { prompt, stops, maxTokens, useCache, signal, sampling, rng } = checkedOptions(op, model, options);
  const text = [...prompt];
  const predictor = new Predictor(model, { useCache });
  try {
    for (let n = 0; n < maxTokens; n++) {
      signal?.throwIfAborted();
      const logits = predictor.logits(text);
      const id = draw(op, logits, sampling, rng);
      if (stops.includes(id)) return;
      yield { id, probability: probabilityOf(logits, id) };
      text.push(id);
      const pause = pauseIfDue();
      if (pause) await pause;
    }
  } finally {
    predictor.dispose();
  }
}

/** The options of `generate`, with defaults. */
export interface CheckedOptions {
  readonly rng: Random;
  readonly prompt: readonly number[];
  /** The tokens that end the text. */
  readonly stops: readonly number[];
  readonly maxTokens: number;
  readonly useCache: boolean;
  readonly signal: AbortSignal | undefined;
  readonly sampling: Sampling;
}

/** @throws RangeError or TypeError unless the model can generate with these options */
export function checkedOptions(op: string, model: GenerativeModel, options: GenerateOptions): CheckedOptions {
  checkModel(op, model);
  const { config } = model;
  checkKind(op, 'a model with a config { vocabSize, blockSize }', config, Object(config) === config);
  const { vocabSize, blockSize } = config;
  const { rng, prompt, stop = [], maxTokens: limit, useCache = true, signal, ...others } = { ...options };
  const isArray: boolean = Array.isArray(prompt);
  checkKind(op, 'a prompt, an array of token ids', prompt, isArray);
  checkSignal(op, signal);
  const sampling = checkedSampling(op, others);
  checkStream(op, sampling, rng);
  if (prompt.length === 0) {
    throw new RangeError(`${op}: the prompt is empty; begin a new text with [tokenizer.bos]`);
  }
  const maxTokens = limit ?? Math.max(1, blockSize - prompt.length + 1);
  checkPositive(op, { maxTokens });
  const stops = typeof stop === 'number' ? [stop] : stop;
  checkStops(op, stops, vocabSize);
  return { rng, prompt, stops, maxTokens, useCache, signal, sampling };
}

/** @throws RangeError unless each is a token id */
function checkStops(op: string, stops: readonly number[], vocabSize: number): void {
  for (const id of stops) {
    if (Number.isInteger(id) && id >= 0 && id < vocabSize) continue;
    throw new RangeError(`${op}: stop must be a token id from 0 to ${vocabSize - 1}, got ${show(id)}`);
  }
}
