import type { TrainStep } from '@microgpt/gpt';
import { duration } from './duration.ts';

const BAR = 20;

/** What a line of progress says besides the step. */
export interface ProgressOptions {
  /** How many steps there will be. */
  readonly steps: number;
  /** How long training has taken. */
  readonly seconds: number;
  /** How wide the line may be; the bar gives way. Default 80. */
  readonly columns?: number;
}

/** `━━━━━───── step  257 / 1000 | loss 2.4512 | lr 7.44e-3 | 3 s left` */
export function progressLine({ step, loss, lr }: TrainStep, { steps, seconds, columns = 80 }: ProgressOptions): string {
  const left = duration((seconds / step) * (steps - step));
  const count = `step ${String(step).padStart(String(steps).length)} / ${steps}`;
  const text = `${count} | loss ${loss.toFixed(4)} | lr ${lr.toExponential(2)} | ${left} left`;
  const width = Math.min(BAR, columns - text.length - 2);
  return width < 4 ? text : `${bar(step / steps, width)} ${text}`;
}

function bar(fraction: number, width: number): string {
  const done = Math.round(fraction * width);
  return '━'.repeat(done) + '─'.repeat(width - done);
}
