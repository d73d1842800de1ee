import type { Settings } from '../settings/settings.ts';

/** The amount of data that gets a time, and the least time; other amounts get a time by their square root. */
const usual = {
  lines: { characters: 230_000, seconds: 12, least: 10 }, // the embedded names
  text: { characters: 1_000_000, seconds: 180, least: 20 },
};
const MOST = 600;

/**
 * The duration of a run for which nothing was asked: 12 seconds for the embedded names, 3 minutes for a running text of a
 * million characters. Four times as much data gets twice the time, up to 10 minutes.
 */
export function defaultSeconds({ kind, characters }: Pick<Settings, 'kind'> & { readonly characters: number }): number {
  const { seconds, least, ...data } = usual[kind];
  return Math.round(Math.min(MOST, Math.max(least, seconds * Math.sqrt(characters / data.characters))));
}
