import { wrap, type Remote } from 'comlink';

/** What a {@link WorkerClient} needs of a worker. */
export type PageWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'terminate'>;

/** Which worker a client starts, and who hears of its life. */
export interface WorkerClientOptions<Api> {
  readonly start: () => PageWorker;
  /** What errors begin with, such as `The training has stopped`. */
  readonly whatStopped: string;
  /** Is called when a worker was started, before its first call. */
  readonly started?: ((worker: Remote<Api>) => void) | undefined;
  /** Is called when a worker broke, before the calls that waited for it fail. */
  readonly crashed?: (() => void) | undefined;
}

/**
 * Calls a worker through comlink. It is started when it is first called, and again after it broke or was stopped.
 *
 * A worker breaks when its code cannot be loaded or its memory runs out. Then every call that waits for it fails.
 */
export class WorkerClient<Api> {
  readonly #options: WorkerClientOptions<Api>;
  /** Fails the calls that have no answer yet. */
  readonly #waiting = new Set<(error: Error) => void>();
  #worker: PageWorker | undefined;
  #remote: Remote<Api> | undefined;

  constructor(options: WorkerClientOptions<Api>) {
    this.#options = options;
  }

  /** The worker that runs now; undefined if none does. */
  get running(): Remote<Api> | undefined {
    return this.#remote;
  }

  /**
   * Calls the worker.
   *
   * @throws Error what the worker throws, or that it broke
   * @throws DOMException `AbortError`, if {@link WorkerClient.stop} was called meanwhile
   */
  call<T>(use: (worker: Remote<Api>) => Promise<T>): Promise<T> {
    const remote = this.#remote ?? this.#started();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      use(remote)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** Ends the worker at once, in the middle of what it does. The calls that wait for it fail. */
  stop(): void {
    this.#end(new DOMException('the worker was stopped', 'AbortError'));
  }

  #started(): Remote<Api> {
    const { start, whatStopped, started, crashed } = this.#options;
    const worker = start();
    worker.addEventListener('error', (event) => {
      if (worker !== this.#worker) return;
      const reason = event.message || 'its code could not be loaded';
      this.#end(new Error(`${whatStopped}: ${reason}. Try again, or reload the page.`), crashed);
    });
    const remote = wrap<Api>(worker);
    this.#worker = worker;
    this.#remote = remote;
    started?.(remote);
    return remote;
  }

  #end(error: Error, crashed?: () => void): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#worker?.terminate();
    this.#worker = this.#remote = undefined;
    crashed?.();
    for (const reject of waiting) reject(error);
  }
}
