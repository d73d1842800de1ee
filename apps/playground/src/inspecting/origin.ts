import { longestPassage, type Passage } from './longest-passage.ts';
import { nearestLines, type NearLine } from './nearest-lines.ts';
import type { LearnedPart, LearnedText } from '../models/learned-text.ts';

/** Where a text that a model wrote may come from. */
export type Origin =
  /** The lines of the data that are nearest to it. */
  | { readonly kind: 'lines'; readonly isInData: boolean; readonly nearest: readonly NearLine[] }
  /** The longest passage of it that is in the data. */
  | { readonly kind: 'text'; readonly isInData: boolean; readonly passage: Passage };

/** How many lines are told. */
const MOST_LINES = 5;

/** Where a text may come from, in the data that a run learned from. */
export function originOf(text: string, learned: LearnedText, kind: LearnedPart['kind']): Origin {
  const { texts } = learned;
  const isInData = learned.contains(text);
  if (kind === 'text') return { kind, isInData, passage: longestPassage(text, texts[0]) };
  const others = isInData ? texts.filter((line) => line !== text) : texts;
  return { kind, isInData, nearest: nearestLines(text, others, MOST_LINES) };
}
