import type { GivenSettings } from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import type { SourceText } from '../run/source-text.ts';
import { WorkerClient, type PageWorker } from '../worker/worker-client.ts';
import type { CostMeter, Measured } from './cost-meter.ts';

/** Measures what runs cost in a worker, one at a time. */
export class CostClient {
  readonly #client: WorkerClient<CostMeter>;
  #last: Promise<unknown> = Promise.resolve();
  #measuring: object | undefined;

  constructor(start = costWorker) {
    this.#client = new WorkerClient({ start, whatStopped: 'Measuring the cost stopped' });
  }

  /**
   * Measures what a run costs, after stopping an earlier measurement.
   *
   * @param key of the text
   * @param isCurrent asked before it begins
   * @param layersOf its layers; default the usual ones
   * @throws Error if the text or its layers are missing, or the worker broke
   */
  async measure(
    given: GivenSettings,
    key: string,
    textOf: () => Promise<SourceText>,
    isCurrent: () => boolean,
    layersOf: () => Promise<LayersCode | undefined> = () => Promise.resolve(undefined),
  ): Promise<Measured> {
    if (this.#measuring) void this.#client.running?.stop();
    const measured = this.#last.then(() => (isCurrent() ? this.#measure(given, key, textOf, layersOf) : 'stopped'));
    this.#last = measured.catch(() => undefined);
    return measured;
  }

  /** Ends a measurement at once, in the middle of a step. */
  interrupt(): void {
    if (this.#measuring === undefined) return;
    this.#measuring = undefined;
    this.#client.stop();
  }

  async #measure(
    given: GivenSettings,
    key: string,
    textOf: () => Promise<SourceText>,
    layersOf: () => Promise<LayersCode | undefined>,
  ): Promise<Measured> {
    const turn = (this.#measuring = {});
    try {
      return await this.#client.call(async (meter) => {
        const text = (await meter.has(key)) ? undefined : await textOf();
        return meter.measure(given, key, text, await layersOf());
      });
    } catch (error) {
      if (turn !== this.#measuring) return 'stopped';
      throw error;
    } finally {
      if (turn === this.#measuring) this.#measuring = undefined;
    }
  }
}

function costWorker(): PageWorker {
  return new Worker(new URL('./cost.worker.ts', import.meta.url), { type: 'module' });
}
