import type { LoadedModel } from './loaded-model.ts';

/**
 * The tokens that a model sees before the next one: those of the text, after the token that begins a text if the model has learned one,
 * or, as in the samples of a run on running text, after a line feed, or after the first character of its text if that has no line feed.
 */
export function contextOf(
  { kind, tokenizer, isOfRun, beginning }: Pick<LoadedModel, 'kind' | 'tokenizer' | 'isOfRun' | 'beginning'>,
  ids: readonly number[],
): readonly number[] {
  if (kind !== 'text') return [tokenizer.bos, ...ids];
  const before = isOfRun || ids.length === 0 ? beginning : undefined;
  const context = before === undefined ? ids : [before, ...ids];
  return context.length > 0 ? context : [0];
}
