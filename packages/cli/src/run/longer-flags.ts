import { longerSettings, type Progress, type Settings } from '@microgpt/run';

/** The flag and its value that let a finished run train for as long again. */
export function longerFlags(settings: Settings, progress: Progress): readonly [string, string] {
  const { steps, time } = longerSettings(settings, progress);
  return steps === null ? ['--time', `${time}s`] : ['--steps', String(steps)];
}
