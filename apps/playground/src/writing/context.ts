import type { LearnedText } from './learned-text.ts';
import type { LoadedModel } from './loaded-model.ts';

/**
 * The tokens that a model sees before the next one: those of the text, after the token that begins a document, or after a line
 * feed for running text, or after the first character of the text that it learned from if that has no line feed.
 */
export function contextOf(
  { kind, tokenizer }: LoadedModel,
  learned: LearnedText | undefined,
  ids: readonly number[],
): readonly number[] {
  if (kind === 'lines') return [tokenizer.bos, ...ids];
  for (const start of ['\n', learned?.start ?? '']) {
    try {
      return [...tokenizer.encode(start).slice(-1), ...(start === '' && ids.length === 0 ? [0] : ids)];
    } catch {
      continue;
    }
  }
  return ids.length > 0 ? ids : [0];
}
