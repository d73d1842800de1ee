const MIN_SPACING = 0.1; // seconds
const SPACINGS = 400; // per run so far, so that an hour has no more marks than a minute
const FEW_SECONDS = 2;
const WINDOW = 1 / 4; // of the run so far
const RECENT = 1 / 20;
const CHANGE = 1.25;
const PAUSE = 10; // times as long as the other steps

interface Mark {
  readonly step: number;
  readonly seconds: number;
}

/**
 * The duration of a training step now: the mean over the last quarter of the run so far, at least 2 s.
 *
 * If the steps of the last twentieth are faster or slower by more than a quarter, the machine has changed its speed, and
 * only they count. The first step never counts, because the runtime compiles what it runs. A stretch that takes more than
 * ten times as long as usual is a pause, as after Ctrl-Z, and does not count either.
 */
export class Pace {
  readonly #marks: Mark[] = [];
  #paused = 0;
  #latest: number | undefined;

  /**
   * Notes how far the run is; called as often as you like.
   *
   * @param seconds the time spent in training steps so far
   */
  mark(step: number, seconds: number): void {
    const last = this.#marks.at(-1);
    const now = seconds - this.#paused;
    if (last === undefined) {
      this.#marks.push({ step, seconds: now });
      return;
    }
    const spacing = Math.max(MIN_SPACING, (now - this.#marks[0].seconds) / SPACINGS);
    if (step <= last.step || now - last.seconds < spacing) return;
    const usual = this.#latest;
    const took = now - last.seconds;
    const expected = (usual ?? took) * (step - last.step);
    if (took > 1 && took > PAUSE * expected) this.#paused += took - expected;
    this.#marks.push({ step, seconds: seconds - this.#paused });
    this.#latest = this.#mean();
    this.#forget();
  }

  /** The seconds per step; undefined after fewer than two marks. */
  get secondsPerStep(): number | undefined {
    return this.#latest;
  }

  #mean(): number {
    const long = this.#meanSince(WINDOW, FEW_SECONDS);
    const recent = this.#meanSince(RECENT, FEW_SECONDS / 2);
    const change = recent / long;
    return change > CHANGE || change < 1 / CHANGE ? recent : long;
  }

  /** The mean duration of the steps in the last share of the run, but at least some seconds. */
  #meanSince(share: number, atLeast: number): number {
    const last = this.#marks[this.#marks.length - 1];
    const begin = last.seconds - Math.max(atLeast, share * last.seconds);
    const before = this.#marks.slice(0, -1);
    const first = before.findLast(({ seconds }) => seconds <= begin) ?? before[0];
    return (last.seconds - first.seconds) / (last.step - first.step);
  }

  /** Drops marks that no mean will need. */
  #forget(): void {
    const marks = this.#marks;
    const { seconds } = marks[marks.length - 1];
    const begin = seconds - Math.max(FEW_SECONDS, WINDOW * seconds);
    const needed = marks.findLastIndex((mark) => mark.seconds <= begin);
    if (needed > 0) marks.splice(0, needed);
  }
}
