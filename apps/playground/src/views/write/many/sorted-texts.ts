import type { WrittenText } from '../../../writing/writer.ts';

/** A text, and how often the model wrote it. */
export interface CountedText {
  readonly written: WrittenText;
  readonly count: number;
}

/** Many texts, sorted into new ones and those in the data, each once. */
export interface SortedTexts {
  readonly total: number;
  /** The number of different texts. */
  readonly different: number;
  readonly fresh: readonly CountedText[];
  readonly inData: readonly CountedText[];
  /** Those of which nobody knows it, because the data is not here. */
  readonly unknown: readonly CountedText[];
  /** The share of all texts, repeated ones included, that is new; undefined if the data is not here. */
  readonly freshShare: number | undefined;
}

/** Sorts texts; within a group, those that came most often are first, then those that came first. */
export function sortedTexts(texts: readonly WrittenText[]): SortedTexts {
  const counted = new Map<string, CountedText>();
  for (const written of texts) {
    const known = counted.get(written.text);
    counted.set(written.text, { written: known?.written ?? written, count: (known?.count ?? 0) + 1 });
  }
  const all = [...counted.values()].sort((a, b) => b.count - a.count);
  const group = (isInData: boolean | undefined) => all.filter(({ written }) => written.isInData === isInData);
  const [fresh, inData, unknown] = [group(false), group(true), group(undefined)];
  const known = sum(fresh) + sum(inData);
  const freshShare = known === 0 ? undefined : sum(fresh) / known;
  return { total: texts.length, different: all.length, fresh, inData, unknown, freshShare };
}

function sum(texts: readonly CountedText[]): number {
  return texts.reduce((total, { count }) => total + count, 0);
}
