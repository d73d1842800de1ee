import type { Baselines, DataRecord, LossHistory, Progress, Settings } from '@microgpt/run';

/** What a run does now. `elsewhere`: another tab trains it. `model`: it has weights but cannot be trained here. */
export type RunStatus = 'ready' | 'training' | 'paused' | 'done' | 'failed' | 'elsewhere' | 'model';

/** A step whose weights are kept, so that the model can write as it did then. */
export interface KeptStep {
  readonly step: number;
  /** The size of its file. */
  readonly bytes: number;
}

/** How fast a run is now; undefined where it has not been measured. */
export interface Speed {
  readonly stepsPerSecond: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/** Everything that a view may know of a run: plain data, sent by the worker that trains. */
export interface RunState {
  readonly id: string;
  /** When it was made, in milliseconds since 1970. */
  readonly created: number;
  readonly settings: Settings;
  readonly data: DataRecord;
  /** What people call the text. */
  readonly dataName: string;
  readonly vocabSize: number;
  readonly parameters: number;
  readonly status: RunStatus;
  /** What went wrong, and what to do, in sentences; undefined if nothing did. */
  readonly problem?: string | undefined;
  /** Whether it went on after its end, so that its settings alone do not make it again. */
  readonly isExtended?: boolean | undefined;
  readonly progress: Progress;
  /** The smoothed training loss; undefined before the first step. */
  readonly loss: number | undefined;
  /** The last validation loss; undefined before the first evaluation. */
  readonly validationLoss: number | undefined;
  readonly history: LossHistory;
  /** Undefined if the text is not known here, so for a status of `model`. */
  readonly baselines: Baselines | undefined;
  readonly speed: Speed;
  /** In ascending order. */
  readonly kept: readonly KeptStep[];
}
