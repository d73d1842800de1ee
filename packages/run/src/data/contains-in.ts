import type { DataKind } from '../settings/settings.ts';

/**
 * Returns a function that tells whether the texts contain a given one: as a line, or anywhere in running text.
 *
 * @param texts as {@link trainingTexts} returns them
 */
export function containsIn(texts: readonly string[], kind: DataKind): (text: string) => boolean {
  if (kind === 'text') return (text) => texts.some((one) => one.includes(text));
  const known = new Set(texts);
  return (text) => known.has(text);
}
