import type { Run } from './run.ts';

/** Where a run is saved. A save that fails must not throw: the store says it in its own way, and the run goes on. */
export interface RunStore {
  /** The step of the last checkpoint; undefined if there is none of this run. */
  readonly savedStep: number | undefined;
  /** Whether the model with the lowest validation loss of this run is saved. */
  readonly hasBest: boolean;
  /** Tells that the run is new, so that it replaces whatever is stored in its place. Called before its first step. */
  startOver(): void;
  /** Saves the run. Returns whether it is saved. */
  save(run: Run): Promise<boolean>;
  /** Saves the run as the best so far. Returns whether it is saved. */
  saveBest(run: Run): Promise<boolean>;
  /** Saves the run when the loop ends. */
  saveAtEnd(run: Run): Promise<void>;
}
