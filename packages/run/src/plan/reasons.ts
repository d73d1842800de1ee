import type { Corpus } from '../data/corpus.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Why the program chose the settings that were not given. Each reason is a clause without a capital letter or a full stop, such as
 * `chosen for about 3 minutes here`. It ends the line about the choice.
 */
export interface Reasons {
  /** Why these tokens, or why lines or running text. */
  readonly data?: string;
  /** Why this network, or why so many steps. */
  readonly model?: string;
  /** Why this share is held out, or none. */
  readonly validation?: string;
}

/** The number of files left out that are named. */
const MOST_NAMED = 3;

/** The reasons with at least one clause. */
export function reasonsOf(clauses: Record<keyof Reasons, readonly (string | undefined)[]>): Reasons {
  const given = Object.entries(clauses).map(
    ([name, list]) => [name, list.filter((clause) => clause !== undefined)] as const,
  );
  return Object.fromEntries(given.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.join('; ')]));
}

/** The number of files, and those that were left out; undefined for one file. */
export function leftOut({ files, skipped }: Corpus): string | undefined {
  if (skipped.length === 0) return files > 1 ? `${files} files` : undefined;
  const named = skipped.slice(0, MOST_NAMED).join(', ');
  const others = skipped.length > MOST_NAMED ? `, and ${skipped.length - MOST_NAMED} more` : '';
  return `${files} of ${files + skipped.length} files, because ${named}${others}`;
}

/** How many lines are longer than a block; undefined if none. */
export function cutOff(dataset: Dataset, { block }: Pick<Settings, 'block'>): string | undefined {
  const long = dataset.longerThan(block);
  return long === 0 ? undefined : `cuts off the end of ${long} of ${dataset.documents} lines`;
}
