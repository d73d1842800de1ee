import type { GPTConfig } from '@microgpt/gpt';
import type { Remote } from 'comlink';
import { WorkerClient, type PageWorker } from '../../worker/worker-client.ts';
import type { LayersChecker } from './layers-checker.ts';

/** How long a module may take to be imported and run once, and how long its gradients may, in milliseconds. */
const PATIENCE = 10_000;
const GRADIENT_PATIENCE = 30_000;

/** Checks users' own modules in a separate worker, which ends when they take too long. */
export class LayersClient {
  readonly #client: WorkerClient<LayersChecker>;

  constructor(start = layersWorker) {
    this.#client = new WorkerClient({ start, whatStopped: 'The part of the page that checks layers stopped' });
  }

  /**
   * Checks that a module can be imported, that its parts fit a network, and their gradients.
   *
   * @param network undefined to import it only
   * @returns what is wrong with the gradients; undefined if they are right
   * @throws Error what else is wrong
   */
  async check(source: string, network?: GPTConfig): Promise<string | undefined> {
    try {
      const tooLong = `it did not finish within ${PATIENCE / 1000} seconds; look for an infinite loop`;
      await this.#within(PATIENCE, tooLong, (checker) => checker.check(source, network));
      return network && (await this.#problemOfGradients(source, network));
    } finally {
      this.#client.stop();
    }
  }

  async #problemOfGradients(source: string, network: GPTConfig): Promise<string | undefined> {
    const tooLong = `checking them took more than ${GRADIENT_PATIENCE / 1000} seconds`;
    try {
      return await this.#within(GRADIENT_PATIENCE, tooLong, (checker) => checker.checkGradients(source, network));
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #within<T>(ms: number, tooLong: string, use: (checker: Remote<LayersChecker>) => Promise<T>): Promise<T> {
    const late = { is: false };
    const timer = setTimeout(() => {
      late.is = true;
      this.#client.stop();
    }, ms);
    try {
      return await this.#client.call(use);
    } catch (error) {
      throw late.is ? new RangeError(tooLong) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function layersWorker(): PageWorker {
  return new Worker(new URL('./layers.worker.ts', import.meta.url), { type: 'module', name: 'layers' });
}
