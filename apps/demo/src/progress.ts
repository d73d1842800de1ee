import type { WriteStream } from 'node:tty';
import type { TrainStep } from '@microgpt/gpt';
import { LiveRegion } from '@microgpt/terminal';
import { progressLine } from './progress-line.ts';

const REDRAW_MS = 50;
const STEPS_PER_LINE = 100;

/** The progress of training: on a terminal one line that changes in place, elsewhere a line for every 100 steps. */
export class Progress {
  readonly #steps: number;
  readonly #out: WriteStream;
  readonly #live: LiveRegion | undefined; // undefined if not on a terminal
  readonly #started = performance.now();
  #last: TrainStep | undefined;
  #shown: TrainStep | undefined;
  #shownAt = -Infinity;

  constructor(steps: number, out: WriteStream) {
    this.#steps = steps;
    this.#out = out;
    this.#live =
      out.isTTY && process.env.TERM !== 'dumb' ? new LiveRegion(out, ({ columns }) => this.#lines(columns)) : undefined;
  }

  step(step: TrainStep): void {
    this.#last = step;
    const due = this.#live
      ? performance.now() - this.#shownAt >= REDRAW_MS
      : step.step === 1 || step.step % STEPS_PER_LINE === 0;
    if (due) this.#show(step);
  }

  /** Ends the progress; shows the last step if it has not been shown. */
  end(): void {
    if (this.#last !== undefined && this.#last !== this.#shown) this.#show(this.#last);
    this.#live?.end();
  }

  #show(step: TrainStep): void {
    this.#shown = step;
    this.#shownAt = performance.now();
    if (this.#live) this.#live.refresh();
    else this.#out.write(`${this.#lines(this.#out.columns).join('\n')}\n`);
  }

  #lines(columns: number): string[] {
    const seconds = (this.#shownAt - this.#started) / 1000;
    const options = { steps: this.#steps, seconds, columns };
    return this.#shown === undefined ? [] : [progressLine(this.#shown, options)];
  }
}
