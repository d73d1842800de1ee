import { proxy, wrap, type Remote } from 'comlink';
import type { Trainer, TrainerEvent } from '../training/trainer.ts';

/** The worker that trains. It is started when it is first used, and again after it crashed. */
export class TrainerClient {
  readonly #hear: (event: TrainerEvent) => void;
  readonly #crashed: () => void;
  readonly #waiting = new Set<(error: Error) => void>();
  #trainer: Remote<Trainer> | undefined;

  /** @param crashed is called when the worker is gone, before the calls that waited for it fail */
  constructor(hear: (event: TrainerEvent) => void, crashed: () => void) {
    this.#hear = hear;
    this.#crashed = crashed;
  }

  /**
   * Calls the worker.
   *
   * @throws Error what the worker throws, or that it is gone
   */
  call<T>(use: (trainer: Remote<Trainer>) => Promise<T>): Promise<T> {
    const trainer = (this.#trainer ??= this.#started());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      void use(trainer)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #started(): Remote<Trainer> {
    const worker = new Worker(new URL('../training/trainer.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('error', ({ message }) => {
      worker.terminate();
      this.#trainer = undefined;
      this.#crashed();
      for (const reject of this.#waiting)
        reject(new Error(`The training stopped: ${message || 'its code is missing'}`));
      this.#waiting.clear();
    });
    const trainer = wrap<Trainer>(worker);
    void trainer.listen(proxy(this.#hear));
    return trainer;
  }
}
