/** Does only the last of several things that are asked for in quick succession, one at a time. */
export class Latest {
  #turn = 0;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * Does something soon, unless something else is asked for before.
   *
   * @param work is told how to find out whether it is still wanted
   * @returns when it is done, or is no longer wanted
   */
  do(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.#turn++;
    const turn = this.#turn;
    const isCurrent = (): boolean => this.#turn === turn;
    const before = this.#last;
    this.#waiting++;
    this.#last = (async () => {
      await before;
      if (isCurrent()) await work(isCurrent);
    })().finally(() => {
      this.#waiting--;
    });
    return this.#last;
  }

  /** Whether something is being done, or will be. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Resolves when nothing is being done. */
  get done(): Promise<void> {
    return this.#last;
  }

  /** Makes what is asked for, but not done, no longer wanted. */
  cancel(): void {
    this.#turn++;
  }
}
