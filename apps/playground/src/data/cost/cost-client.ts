import { wrap, type Remote } from 'comlink';
import type { GivenSettings } from '@microgpt/run';
import type { SourceText } from '../../training/trainer.ts';
import type { CostMeter, Measured } from './cost-meter.ts';

/** Measures what runs cost in a worker, one at a time. */
export class CostClient {
  #worker: Worker | undefined;
  #meter: Remote<CostMeter> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isBusy = false;

  /**
   * Measures what a run costs, after stopping an earlier measurement.
   *
   * @param key of the text
   * @param isCurrent asked before it begins
   */
  async measure(
    given: GivenSettings,
    key: string,
    textOf: () => Promise<SourceText>,
    isCurrent: () => boolean,
  ): Promise<Measured> {
    if (this.#isBusy) void this.#meter?.stop();
    const measured = this.#last.then(async () => {
      if (!isCurrent()) return 'stopped';
      const meter = (this.#meter ??= this.#started());
      this.#isBusy = true;
      try {
        const text = (await meter.has(key)) ? undefined : await textOf();
        return await meter.measure(given, key, text);
      } finally {
        if (meter === this.#meter) this.#isBusy = false;
      }
    });
    this.#last = measured.catch(() => undefined);
    return measured;
  }

  /** Ends a measurement at once, in the middle of a step. Its promise never settles. */
  interrupt(): void {
    if (!this.#isBusy) return;
    this.#worker?.terminate();
    this.#worker = this.#meter = undefined;
    this.#isBusy = false;
    this.#last = Promise.resolve();
  }

  #started(): Remote<CostMeter> {
    this.#worker = new Worker(new URL('./cost.worker.ts', import.meta.url), { type: 'module' });
    return wrap<CostMeter>(this.#worker);
  }
}
