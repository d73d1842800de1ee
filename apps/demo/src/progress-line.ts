import type { TrainStep } from '@microgpt/gpt';
import { formatDuration, progressBar } from '@microgpt/terminal';

const BAR = 20;

/** The options of {@link progressLine}. */
export interface ProgressOptions {
  /** The total number of steps. */
  readonly steps: number;
  /** The duration of training so far. */
  readonly seconds: number;
  /** The maximum width of the line, to which the bar shrinks; default 80. */
  readonly columns?: number;
}

/** A progress line: `━━━━━───── step  257 / 1000 | loss 2.4512 | lr 7.44e-3 | 3 s left` */
export function progressLine({ step, loss, lr }: TrainStep, { steps, seconds, columns = 80 }: ProgressOptions): string {
  // The first step takes many times as long as the others, because the runtime compiles what it runs.
  const left = step === 1 ? '' : ` | ${formatDuration((seconds / step) * (steps - step))} left`;
  const count = `step ${String(step).padStart(String(steps).length)} / ${steps}`;
  const text = `${count} | loss ${loss.toFixed(4)} | lr ${lr.toExponential(2)}${left}`;
  const width = Math.min(BAR, columns - text.length - 2);
  return width < 4 ? text : `${progressBar(step / steps, width)} ${text}`;
}
