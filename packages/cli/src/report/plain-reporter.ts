import { type Evaluation, RunMeter, type Sample, type StepReport } from '@microgpt/run';
import { formatDuration, printable } from '@microgpt/terminal';
import { closing } from './closing.ts';
import { labelledLines, type Labelled } from './labelled-lines.ts';
import { opening } from './opening.ts';
import { plain } from './paint.ts';
import type { Reporter, RunEnd, RunStart } from './reporter.ts';
import { sampleLines } from './sample-lines.ts';
import { numbersOf, progressText } from './status-lines.ts';

const LINE_SECONDS = 5;
const COLUMNS = 120;

/**
 * The reporter for a pipe or a file: lines without control codes, one every five seconds of training and one for each
 * evaluation.
 */
export class PlainReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  #start: RunStart | undefined;
  #meter: RunMeter | undefined;
  #nextLine = LINE_SECONDS;

  /**
   * @param now the clock on the wall, in seconds
   */
  constructor(write: (text: string) => void, now: () => number = () => performance.now() / 1000) {
    this.#write = write;
    this.#now = now;
  }

  start(start: RunStart): void {
    this.#start = start;
    this.#meter = new RunMeter(start, this.#now);
    this.#labelled(opening(start));
  }

  step(step: StepReport): void {
    this.#meter?.step(step);
    if (step.seconds >= this.#nextLine) this.#line();
  }

  evaluated(evaluation: Evaluation): void {
    this.#meter?.evaluated(evaluation);
    this.#line();
  }

  sampled(samples: readonly Sample[]): void {
    this.#print(sampleLines(samples, COLUMNS, plain));
  }

  saved(): void {
    // The opening says how often.
  }

  warn(message: string): void {
    this.#print([`warning: ${printable(message)}`]);
  }

  end(end: RunEnd): void {
    if (this.#start) this.#labelled(closing(this.#start, end, this.#meter?.loss));
  }

  #line(): void {
    const measures = this.#meter?.measures;
    if (this.#start === undefined || measures === undefined) return;
    const { last, secondsLeft } = measures;
    this.#nextLine = last.seconds + LINE_SECONDS;
    const progress = progressText(last.fraction, last.step, this.#start.settings);
    const left = secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`];
    this.#print([[progress, ...numbersOf(measures), ...left].join('  ')]);
  }

  #labelled(rows: readonly Labelled[]): void {
    this.#print(labelledLines(rows, COLUMNS, plain));
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(`${lines.join('\n')}\n`);
  }
}
