import type { GivenSettings } from '@microgpt/run';
import type { RunState } from '../session/run-state.ts';

/** A text to learn from. */
export interface SourceText {
  /** `names`, the name of another text that comes with the page, or the name of the user's file. */
  readonly source: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the worker tells the page. */
export type TrainerEvent =
  | { readonly type: 'state'; readonly state: RunState }
  /** The model between two kept steps, as the bytes of a checkpoint without optimizer. */
  | { readonly type: 'live'; readonly id: string; readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> };

/** The worker that trains, as the page calls it through comlink. One run at a time is open in it. */
export interface Trainer {
  /** Sets who is told of changes: at most every 50 ms while it trains. */
  listen(listener: (event: TrainerEvent) => void): void;
  /** Makes a new run before its first step, and opens it. */
  create(id: string, given: GivenSettings, text: SourceText): Promise<RunState>;
  /**
   * Opens a checkpoint: of this page, of the command line, or of a model alone.
   *
   * @param text the text it learned from, if it is known here
   */
  open(id: string, file: Blob, text?: SourceText): Promise<RunState>;
  /** Opens a run that is kept in the browser. */
  restore(id: string): Promise<RunState>;
  /** Trains until the end, a pause, or after so many steps. */
  train(steps?: number): Promise<RunState>;
  /** Pauses after the step at hand. */
  pause(): Promise<void>;
  /** The checkpoint file of the open run, which the command line reads. */
  download(): Promise<Blob>;
  /** The checkpoint of a kept step, without optimizer. */
  keptStep(id: string, step: number): Promise<Uint8Array<ArrayBuffer>>;
}
