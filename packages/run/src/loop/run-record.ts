import type { DataRecord } from '../data/data-record.ts';
import type { Settings } from '../settings/settings.ts';

/** What a checkpoint of this program holds besides the model, in `extra`: plain data and typed arrays. */
export interface RunRecord {
  /** The version of this record. */
  readonly run: 1;
  readonly settings: Settings;
  readonly data: DataRecord;
  /** The absolute path of the checkpoint with whose weights the run began; missing if they were random. */
  readonly from?: string;
  readonly progress: Progress;
  readonly history: LossHistory;
}

/** How far a run is. */
export interface Progress {
  /** The number of steps so far. */
  readonly step: number;
  /** The seconds of training so far, without evaluations and pauses between two programs. */
  readonly seconds: number;
  /** The seconds of the run so far, with start-up, evaluations, samples and saving, but without pauses between two programs. */
  readonly elapsed?: number;
  /** The number of tokens that the model was trained on so far. */
  readonly tokens: number;
  /** Whether the run has come to its end. */
  readonly done: boolean;
}

/** The losses of a run so far, for curves. */
export interface LossHistory {
  /** The last step of each point of the training loss; every point is the mean of the steps since the one before. */
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  /** The steps of the evaluations, and their losses. */
  readonly evaluatedSteps: Float64Array;
  readonly validationLosses: Float64Array;
  /** The lowest validation loss and its step; null before the first evaluation. */
  readonly best: { readonly step: number; readonly loss: number } | null;
}
