import type { WrittenText } from '../../../writing/writer.ts';

/** The text to set large: the last one that is new, for the page is about what a model makes up; else the last one. */
export function pickText(texts: readonly WrittenText[]): WrittenText | undefined {
  const readable = texts.filter(({ text }) => text.trim() !== '');
  return readable.findLast(({ isInData }) => isInData !== true) ?? readable.at(-1);
}
