import { longerSettings, type Progress, type Settings } from '@microgpt/run';

/** The flag and its value with which a finished run trains on for as long again. */
export function longerFlags(settings: Settings, progress: Progress): readonly [string, string] {
  const { steps, time } = longerSettings(settings, progress);
  return steps === null ? ['--time', `${time}s`] : ['--steps', String(steps)];
}
