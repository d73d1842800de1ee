import type { RunMeasures, Settings } from '@microgpt/run';
import { formatDuration, progressBar } from '@microgpt/terminal';
import { count, loss, rate, rounded } from './formats.ts';
import type { Paint } from './paint.ts';

const GAP = '  ';
const MAX_BAR = 40;
const MIN_BAR = 6;

/** The progress of a run in words: `step 1,240 of 2,000`, or `38 s of 1 min`. */
export function progressText(
  fraction: number,
  step: number,
  { steps, time }: Pick<Settings, 'steps' | 'time'>,
): string {
  if (steps !== null) return `step ${count(step).padStart(count(steps).length)} of ${count(steps)}`;
  return `step ${count(step)}, ${formatDuration(fraction * (time ?? 0))} of ${formatDuration(time ?? 0)}`;
}

/** The numbers of a run as words, in order, without those that are not known. */
export function numbersOf(measures: RunMeasures): string[] {
  const { lr, gradNorm } = measures.last;
  return [
    worded(measures.loss, (n) => `loss ${loss(n)}`),
    worded(measures.validationLoss, (n) => `unseen ${loss(n)}`),
    worded(lr, (n) => `lr ${rate(n)}`),
    worded(gradNorm, (n) => `grad ${n.toFixed(2)}`),
    worded(measures.tokensPerSecond, (n) => `${rounded(n)} tokens/s`),
    worded(measures.utilization, (n) => `${(100 * n).toFixed(0)} % of peak`),
  ].filter((words) => words !== undefined);
}

function worded(n: number | undefined, words: (n: number) => string): string | undefined {
  return n === undefined ? undefined : words(n);
}

/**
 * The progress of a run as lines for a terminal: a bar with the progress and the time left, and the numbers below, on as
 * many lines as they need.
 */
export function statusLines(
  measures: RunMeasures,
  settings: Pick<Settings, 'steps' | 'time'>,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): string[] {
  const { fraction, step } = measures.last;
  const { secondsLeft } = measures;
  const progress = progressText(fraction, step, settings);
  const words = [progress, ...(secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`])].join(GAP);
  const bar = Math.min(MAX_BAR, columns - words.length - 1);
  const first = bar < MIN_BAR ? words : `${paint.loss(progressBar(fraction, bar))} ${words}`;
  return [first, ...flowed(numbersOf(measures), columns)];
}

/** Words side by side, as many on a line as fit. */
function flowed(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]}${GAP}${word}`;
    if (lines.length === 0 || longer.length > columns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
