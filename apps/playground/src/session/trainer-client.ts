import { proxy, type Remote } from 'comlink';
import type { Trainer, TrainerEvent } from '../training/trainer.ts';
import { WorkerClient, type PageWorker } from '../worker/worker-client.ts';

/** The worker that trains. It is started when it is first used, and again after it crashed. */
export class TrainerClient {
  readonly #client: WorkerClient<Trainer>;

  /** @param crashed is called when the worker is gone, before the calls that waited for it fail */
  constructor(hear: (event: TrainerEvent) => void, crashed: () => void) {
    this.#client = new WorkerClient({
      start: trainerWorker,
      whatStopped: 'Training stopped',
      started: (trainer) => {
        void trainer.listen(proxy(hear));
      },
      crashed,
    });
  }

  /**
   * Calls the worker.
   *
   * @throws Error what the worker throws, or that it is gone
   */
  call<T>(use: (trainer: Remote<Trainer>) => Promise<T>): Promise<T> {
    return this.#client.call(use);
  }
}

function trainerWorker(): PageWorker {
  return new Worker(new URL('../training/trainer.worker.ts', import.meta.url), { type: 'module' });
}
