import type { Tokenizer } from '@microgpt/tokenizer';
import { checkCount, checkKind, checkOptions, hasMethod } from '../check-arguments.ts';
import type { GenerativeModel } from '../model/language-model.ts';
import { OPTIONS, tokensOf, type GenerateOptions } from './generate.ts';

/** The options of {@link generateText}: those of `generate`, but the prompt is a text. */
export interface GenerateTextOptions extends Omit<GenerateOptions, 'prompt'> {
  /** The beginning of the text; default empty, for a new text. */
  readonly prompt?: string;
  /** The token, or tokens, that end the text; default `tokenizer.bos`. */
  readonly stop?: number | readonly number[];
}

/**
 * Generates a text: the prompt and its continuation, until the model ends the text or `maxTokens` is reached.
 *
 * ```ts
 * const name = await generateText(model, tokenizer, { rng, prompt: 'an', temperature: 0.5 });
 * ```
 *
 * @throws RangeError if the prompt has characters that are not in the vocabulary; otherwise like `generate`
 */
export async function generateText(
  model: GenerativeModel,
  tokenizer: Tokenizer,
  options: GenerateTextOptions,
): Promise<string> {
  checkCount('generateText', arguments.length, 3);
  checkKind('generateText', 'a tokenizer', tokenizer, hasMethod(tokenizer, 'encode'));
  checkOptions('generateText', options, OPTIONS); // before they are spread
  const { prompt = '', stop = tokenizer.bos, ...others } = { ...options };
  checkKind('generateText', 'a text for prompt', prompt, typeof prompt === 'string');
  const encoded = tokenizer.encode(prompt);
  const ids = [...encoded];
  const tokenOptions = { ...others, stop, prompt: [tokenizer.bos, ...encoded] };
  for await (const { id } of tokensOf('generateText', model, tokenOptions)) ids.push(id);
  return tokenizer.decode(ids);
}
