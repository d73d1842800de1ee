/** The seconds of work, without the pauses in between. */
export class Stopwatch {
  #before = 0;
  #startedAt: number | undefined;

  start(): void {
    this.#startedAt ??= performance.now();
  }

  stop(): void {
    this.#before = this.seconds;
    this.#startedAt = undefined;
  }

  get seconds(): number {
    const now = this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt;
    return this.#before + now / 1000;
  }
}
