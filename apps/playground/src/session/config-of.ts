import { isIncludedText } from '../data/included-texts.ts';
import { changesOf } from './address.ts';
import type { Config } from './config.ts';
import type { RunState } from '../run/run-state.ts';

/**
 * The configuration that makes a run like this one; undefined for a model whose text is not known. A run by the clock, as the command
 * line makes them, becomes one of as many steps as it has done.
 */
export function configOf({ settings, data, status, progress }: RunState): Config | undefined {
  if (data.sha256 === '' || status === 'model') return undefined;
  const name = isIncludedText(data.source) ? data.source : `own:${data.sha256}`;
  const steps = settings.steps ?? Math.max(1, progress.step);
  return { data: name, given: changesOf({ data: name, given: { ...settings, steps } }) };
}

/** Whether two configurations make the same run. */
export function isSame(a: Config, b: Config): boolean {
  return a.data === b.data && JSON.stringify(changesOf(a)) === JSON.stringify(changesOf(b));
}
