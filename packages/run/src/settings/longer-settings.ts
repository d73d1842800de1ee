import type { Progress } from '../loop/run-record.ts';
import type { Settings } from './settings.ts';

/** The `steps` and `time` with which a finished run trains on: for as many steps as it has made, or for as much time. */
export function longerSettings(
  { steps, time }: Pick<Settings, 'steps' | 'time'>,
  progress: Pick<Progress, 'step'>,
): Pick<Settings, 'steps' | 'time'> {
  return steps === null ? { steps: null, time: 2 * (time ?? 0) } : { steps: 2 * progress.step, time: null };
}
