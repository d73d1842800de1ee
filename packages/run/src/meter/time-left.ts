import { Pace } from './pace.ts';

/** What is known about a run of a number of steps before it begins. */
export interface TimeLeftOptions {
  /** The number of the last step. */
  readonly steps: number;
  /** The steps between two evaluations; there is another after the last step. Infinity for none. */
  readonly evalEvery: number;
  /** The duration of an evaluation in training steps, which counts until one has been measured. */
  readonly evaluationCost: number;
}

/** The last evaluations that count: every fourth writes samples, too. */
const EVALUATIONS = 4;

/**
 * The time until a run of a number of steps ends, as a clock on the wall shows it:
 *
 *     steps left · seconds per step + evaluations left · seconds per evaluation + a share for everything else
 *
 * The seconds per step are those of `Pace`; those of an evaluation, the mean of the last four, with the saving and the
 * samples around them. The one at the end counts as the longest of them, because it always saves and writes samples.
 * Everything else, such as saving at other times, is assumed to take as large a share of the time as so far.
 */
export class TimeLeft {
  readonly #options: TimeLeftOptions;
  readonly #pace = new Pace();
  #step = 0;
  #seconds = 0;
  #idle: number | undefined; // seconds outside of training steps, up to the last mark; on an arbitrary scale
  #evaluations = 0; // since the last mark
  readonly #evaluationSeconds: number[] = []; // of the last ones
  #otherSeconds = 0;
  #trainingSeconds = 0; // since the first mark

  constructor(options: TimeLeftOptions) {
    this.#options = options;
  }

  /**
   * Notes how far the run is; called as often as you like.
   *
   * @param seconds the time spent in training steps so far
   * @param now the clock on the wall, in seconds
   */
  mark(step: number, seconds: number, now: number): void {
    const idle = now - seconds;
    if (this.#idle !== undefined) {
      this.#spend(idle - this.#idle);
      this.#trainingSeconds += seconds - this.#seconds;
    }
    this.#idle = idle;
    this.#evaluations = 0;
    this.#step = step;
    this.#seconds = seconds;
    this.#pace.mark(step, seconds);
  }

  /** Notes that an evaluation has ended since the last mark. */
  evaluated(): void {
    this.#evaluations++;
  }

  /** The seconds per training step, as measured by `Pace`. */
  get secondsPerStep(): number | undefined {
    return this.#pace.secondsPerStep;
  }

  /** The seconds left; undefined if too few steps have been measured. */
  get left(): number | undefined {
    const { steps, evalEvery, evaluationCost } = this.#options;
    const pace = this.#pace.secondsPerStep;
    if (pace === undefined) return undefined;
    const training = Math.max(0, steps - this.#step) * pace;
    const other = this.#trainingSeconds > 0 ? this.#otherSeconds / this.#trainingSeconds : 0;
    if (evalEvery === Infinity) return training * (1 + other);
    const before = Math.ceil(steps / evalEvery) - 1 - Math.floor(this.#step / evalEvery); // the one at the end
    const measured = this.#evaluationSeconds;
    const guess = evaluationCost * pace;
    const mean = measured.length === 0 ? guess : measured.reduce((sum, each) => sum + each) / measured.length;
    const last = measured.length === 0 ? guess : Math.max(...measured);
    return training * (1 + other) + Math.max(0, before) * mean + last;
  }

  /** Time outside of training steps went to evaluations if there were any, else to something else. */
  #spend(seconds: number): void {
    if (this.#evaluations === 0) {
      this.#otherSeconds += Math.max(0, seconds);
      return;
    }
    this.#evaluationSeconds.push(seconds / this.#evaluations);
    if (this.#evaluationSeconds.length > EVALUATIONS) this.#evaluationSeconds.shift();
  }
}
