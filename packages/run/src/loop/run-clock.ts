import type { Progress } from './run-record.ts';

/** The time by which a run may end later, in seconds and as a share, so that a short save and a few samples need no reserve. */
const LATER = { seconds: 0.25, share: 0.01 };

/** The largest share of the time that start-up may take from the run: if it takes longer, the run ends later. */
const START_UP = 0.5;

/** The seconds that start-up leaves of a time for the run, at least half of it. */
export function timeLeft(time: number, startUp: number): number {
  return Math.max(time - startUp, time * (1 - START_UP));
}

/** The seconds by which a run ends late, because start-up took more than half of its time. */
export function lateBy(time: number, startUp: number): number {
  return Math.max(0, startUp - time * START_UP);
}

/** The share of the time that pauses between steps may take, for a machine on which they take longer than was expected. */
const PAUSES = 0.15;

/** What a run does besides its steps, at its end once more. */
type Pause = 'evaluation' | 'saving' | 'samples';

/**
 * The clock of a run that ends when it was told to: it reads the time since the program began, reserves time for what comes
 * after the last step, and says how much of the run is done. The run ends after its time, but by no more
 * than a hundredth, a quarter of a second and a step, unless start-up took more than half of it.
 *
 * The time of a run counts everything but pauses between two programs: start-up, evaluations, samples and saving, too.
 */
export class RunClock {
  readonly #time: number;
  readonly #now: () => number;
  readonly #before: number;
  readonly #first: { readonly elapsed: number; readonly fraction: number };
  readonly #evaluationSteps: number;
  readonly #measured: Partial<Record<Pause, number>> = {};
  #fraction: number;
  #fastest: number | undefined;
  #paused = 0;

  /**
   * @param time the seconds after which the run ends
   * @param now the seconds since the program began
   * @param progress of the run that goes on
   * @param evaluationSteps how many times as long as a step an evaluation takes, until one is measured
   */
  constructor(time: number, now: () => number, progress: Progress, evaluationSteps: number) {
    this.#time = time;
    this.#before = progress.elapsed ?? 0;
    const late = lateBy(time - this.#before, now());
    this.#now = () => now() - late;
    this.#fraction = Math.min(1, this.#before / time);
    this.#first = { elapsed: this.#before + this.#now(), fraction: this.#fraction };
    this.#evaluationSteps = evaluationSteps;
  }

  /** The share of the run that was done at the last {@link tick}, from 0 to 1. */
  get fraction(): number {
    return this.#fraction;
  }

  /** The seconds that are left for steps. */
  get left(): number {
    const { saving = 0, samples = 0 } = this.#measured;
    const reserve = this.#evaluation + Math.max(0, 2 * saving + samples - LATER.seconds - LATER.share * this.#time);
    return this.#time - reserve - this.#before - this.#now();
  }

  /** Reads the time after a step. Returns whether it was the last: the one in which the time for steps ended. */
  tick(stepSeconds: number): boolean {
    this.#fastest = Math.min(this.#fastest ?? Infinity, stepSeconds); // the first steps take longer, because code is compiled
    const elapsed = this.#before + this.#now();
    const { left } = this;
    const total = elapsed + left - this.#first.elapsed;
    const done = total > 0 ? (elapsed - this.#first.elapsed) / total : 1;
    const fraction = this.#first.fraction + (1 - this.#first.fraction) * done;
    this.#fraction = Math.min(1, Math.max(this.#fraction, fraction));
    return left <= 0;
  }

  /** Notes how long an evaluation, a save or samples took. The shortest counts, because the first ones take longer. */
  took(pause: Pause, seconds: number): void {
    this.#paused += seconds;
    this.#measured[pause] = Math.min(this.#measured[pause] ?? Infinity, seconds);
  }

  /** Whether there is time for an evaluation before the last one, and pauses have not taken more than their share. */
  get hasTimeToEvaluate(): boolean {
    const since = this.#before + this.#now() - this.#first.elapsed;
    return this.left > 2 * this.#evaluation && this.#paused <= PAUSES * since;
  }

  /** The seconds that the last evaluation takes; no more than half the time as long as that is a guess. */
  get #evaluation(): number {
    return this.#measured.evaluation ?? Math.min(this.#evaluationSteps * (this.#fastest ?? 0), this.#time / 2);
  }
}
