import type { WrittenText } from '../../../writing/writer.ts';

/** How many samples are new, and how many in the data; undefined if that is not known. */
export function countSamples(
  texts: readonly Pick<WrittenText, 'isInData'>[],
): { readonly fresh: number; readonly old: number } | undefined {
  if (texts.length === 0 || texts.some(({ isInData }) => isInData === undefined)) return undefined;
  const old = texts.filter(({ isInData }) => isInData === true).length;
  return { fresh: texts.length - old, old };
}
