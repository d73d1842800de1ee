import type { Cost, GivenSettings } from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import type { SourceText } from '../run/source-text.ts';

/** What a run costs; `unfit` if its settings do not fit the text or each other, `stopped` if it was not measured to the end. */
export type Measured = MeasuredCost | 'unfit' | 'stopped';

/** What was measured, and what the time of an evaluation depends on. */
export interface MeasuredCost extends Cost {
  /** The number of tokens that are kept apart. */
  readonly validationTokens: number;
}

/** The worker that measures what runs cost, as the page calls it through comlink. */
export interface CostMeter {
  /**
   * Measures what a run of these settings costs on this machine.
   *
   * @param key of the text: one that was sent before need not be sent again
   * @param layers undefined for the usual ones
   */
  measure(
    given: GivenSettings,
    key: string,
    text: SourceText | undefined,
    layers: LayersCode | undefined,
  ): Promise<Measured>;
  /** Whether it holds a text. */
  has(key: string): Promise<boolean>;
  /** Stops the measurement after the step at hand. */
  stop(): void;
}
