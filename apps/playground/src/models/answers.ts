import { unlessAborted } from './unless-aborted.ts';

/** A question that was asked, or its answer. */
interface Asked {
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  /** How many wait for the answer. */
  waiting: number;
  isSettled: boolean;
}

/** A cache of answers. Callers with the same question share one request, which is aborted when the last caller gives up. */
export class Answers {
  readonly #most: number;
  readonly #asked = new Map<string, Asked>(); // the one wanted last is last

  /** @param most the most answers that are kept, so that going back needs no computation */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * The answer to a question. One that fails is forgotten.
   *
   * @param key the question as a string
   * @param ask asks it; its signal is aborted when nobody waits for the answer any more
   * @throws the reason of the signal if it is aborted, or what `ask` throws
   */
  async of<T>(key: string, signal: AbortSignal | undefined, ask: (ended: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const asked = this.#asked.get(key) ?? this.#begin(key, ask);
    this.#asked.delete(key);
    this.#asked.set(key, asked);
    this.#forgetOldest();
    asked.waiting++;
    try {
      return await unlessAborted(asked.answer as Promise<T>, signal);
    } finally {
      asked.waiting--;
      if (asked.waiting === 0 && !asked.isSettled) {
        this.#forget(key, asked);
        asked.controller.abort(signal?.reason);
      }
    }
  }

  #begin(key: string, ask: (ended: AbortSignal) => Promise<unknown>): Asked {
    const controller = new AbortController();
    const asked: Asked = { answer: ask(controller.signal), controller, waiting: 0, isSettled: false };
    asked.answer.then(
      () => {
        asked.isSettled = true;
      },
      () => {
        asked.isSettled = true;
        this.#forget(key, asked);
      },
    );
    return asked;
  }

  #forget(key: string, asked: Asked): void {
    if (this.#asked.get(key) === asked) this.#asked.delete(key);
  }

  #forgetOldest(): void {
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= this.#most) break;
      this.#asked.delete(oldest);
    }
  }
}
