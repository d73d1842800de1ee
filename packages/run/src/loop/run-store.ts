import type { Run } from './run.ts';

/** Where a run is saved. A failed save must not throw: the store reports it in its own way, and the run continues. */
export interface RunStore {
  /** The step of the last checkpoint; undefined if there is none of this run. */
  readonly savedStep: number | undefined;
  /** Whether the model with the lowest validation loss of this run is saved. */
  readonly hasBest: boolean;
  /** Called before the first step of a new run, which replaces whatever is stored in its place. */
  startOver(): void;
  /** Saves the run. Returns whether it is saved. */
  save(run: Run): Promise<boolean>;
  /** Saves the run as the best so far. Returns whether it is saved. */
  saveBest(run: Run): Promise<boolean>;
  /** Saves the run when the loop ends. */
  saveAtEnd(run: Run): Promise<void>;
}
