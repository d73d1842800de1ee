import type { LearnedText } from './learned-text.ts';
import type { LoadedModel } from './loaded-model.ts';

/**
 * The tokens that a model sees before the next one: those of the text, after the token that begins a text if the model has learned one,
 * or, as in the samples of a run on running text, after a line feed, or after the first character of its text if that has no line feed.
 */
export function contextOf(
  loaded: LoadedModel,
  learned: LearnedText | undefined,
  ids: readonly number[],
): readonly number[] {
  const { kind, tokenizer, isOfRun } = loaded;
  if (kind !== 'text') return [tokenizer.bos, ...ids];
  const beginning = lastOf(loaded, '\n') ?? lastOf(loaded, learned?.start ?? '');
  const before = isOfRun || ids.length === 0 ? beginning : undefined;
  const context = before === undefined ? ids : [before, ...ids];
  return context.length > 0 ? context : [0];
}

/** The last token of a text; undefined if there is none, or the tokenizer does not know a character. */
function lastOf({ tokenizer }: LoadedModel, text: string): number | undefined {
  try {
    return tokenizer.encode(text).at(-1);
  } catch {
    return undefined;
  }
}
