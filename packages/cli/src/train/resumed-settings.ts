import { fittingRate, type GivenSettings, type RunRecord, type Settings } from '@microgpt/run';
import { InputError, kebabCase } from '@microgpt/terminal';
import type { OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';
import { lastOf } from '../run/run-paths.ts';
import { quoted } from '../run/quoted.ts';
import { invocation } from '../run/invocation.ts';

/** The settings that may change when a run goes on: all but those of the data, the sizes of the network and the kind of optimizer. */
const CHANGEABLE: readonly (keyof Settings)[] = [
  'batch',
  'accumulate',
  'steps',
  'time',
  'lr',
  'minLr',
  'schedule',
  'warmup',
  'beta1',
  'beta2',
  'momentum',
  'weightDecay',
  'clip',
  'engine',
  'parts', // the module may have moved
  'out',
  'saveEvery',
  'evalEvery',
  'evalBatches',
  'samples',
  'temperature',
];

/** A given setting that differs from that of a run. */
export interface Difference {
  readonly name: keyof Settings;
  readonly given: Settings[keyof Settings] | undefined;
  readonly saved: Settings[keyof Settings];
}

/** The given settings that differ from those of a run. The text and the file are not compared. */
export function differences(given: GivenSettings, saved: Settings): Difference[] {
  return (Object.keys(given) as (keyof Settings)[])
    .filter((name) => name !== 'data' && name !== 'out' && given[name] !== undefined && given[name] !== saved[name])
    .map((name) => ({ name, given: given[name], saved: saved[name] }));
}

/** A difference in words: `--lr is 0.01, but 0.02 in the file`. */
export function inWords({ name, given, saved }: Difference): string {
  return `--${kebabCase(name)} is ${worded(name, given)}, but ${worded(name, saved)} in the file`;
}

/** Flags that give the run of a file the given settings; undefined if one of them cannot change in a run. */
export function changedBy(differences: readonly Difference[]): string | undefined {
  if (!differences.every(({ name }) => CHANGEABLE.includes(name))) return undefined;
  return differences.map(({ name, given }) => `--${kebabCase(name)} ${worded(name, given)}`).join(' ');
}

function worded(name: keyof Settings, value: Settings[keyof Settings] | undefined): string {
  if (value === null) return 'not set';
  const isDuration = name === 'time' || name === 'saveEvery';
  return isDuration ? `${value}s` : String(value);
}

/**
 * The settings of a run that goes on: the saved ones, in which the given ones replace those that may change.
 *
 * If `lr` is given, `minLr` keeps its ratio to it, as in a new run.
 *
 * The run goes on in the file next to the opened one that holds its last checkpoint, wherever it was saved first.
 *
 * @throws InputError if another setting differs, the run is finished, or the number of steps has been reached
 */
export function resumedSettings(
  { file }: Pick<OpenedCheckpoint, 'file'>,
  record: RunRecord,
  given: GivenSettings,
): Settings {
  const { settings: saved, progress } = record;
  const fixed = differences(given, saved).filter(({ name }) => !CHANGEABLE.includes(name));
  if (fixed.length > 0) {
    throw new InputError(
      `${file}: ${fixed.map(inWords).join('; ')}, which cannot change in a run; leave it out, or start another run with --out`,
    );
  }
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const length = lengthOf(given, saved);
  const own = { ...defined, ...fittingRate(given, saved), ...length };
  const settings: Settings = { ...saved, ...own, data: saved.data, out: given.out ?? lastOf(file, saved.out) };
  const again = `${invocation()} train --resume ${quoted(file)}`;
  if (settings.steps !== null && settings.steps <= progress.step && (progress.done || given.steps != null)) {
    const done = progress.done ? 'is finished after' : 'has done';
    throw new InputError(
      `${file} ${done} ${progress.step} steps; for as many more: ${again} --steps ${2 * progress.step}`,
    );
  }
  const elapsed = progress.elapsed ?? 0;
  if (settings.time !== null && progress.done && settings.time <= elapsed + 1) {
    throw new InputError(
      `${file} is finished after ${Math.round(elapsed)} s; for as much time again: ${again} --time ${Math.ceil(2 * elapsed)}s`,
    );
  }
  return settings;
}

/** Steps or time: whichever was given last. */
function lengthOf(given: GivenSettings, saved: Settings): Pick<Settings, 'steps' | 'time'> {
  if (given.time != null) return { steps: null, time: given.time };
  if (given.steps != null) return { steps: given.steps, time: null };
  return { steps: saved.steps, time: saved.time };
}
