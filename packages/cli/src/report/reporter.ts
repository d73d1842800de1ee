import type { GPT } from '@microgpt/gpt';
import type { DataRecord, LossHistory, Progress } from '@microgpt/run';
import type { Settings } from '@microgpt/run';
import type { Baselines } from '@microgpt/run';

export type { Baselines };

/**
 * Why the program chose what nobody gave: each is a clause without a capital and a full stop, such as `chosen for about 3
 * minutes here`, which ends the line that the choice is about.
 */
export interface Reasons {
  /** Why these tokens, or why lines or running text. */
  readonly data?: string;
  /** Why this network, or why so many steps. */
  readonly model?: string;
  /** Why this share is kept apart, or none. */
  readonly validation?: string;
}

/** What is known about a run before its first step. */
export interface RunStart {
  readonly settings: Settings;
  readonly data: DataRecord;
  readonly vocabSize: number;
  readonly model: GPT;
  readonly baselines: Baselines;
  readonly reasons: Reasons;
  /** The rate of arithmetic that the engine reaches here in large products, in FLOP/s: 100 % of the peak. */
  readonly peak: number;
  /** The progress of the run that is resumed; step 0 for a new one. */
  readonly progress: Progress;
  readonly history: LossHistory;
}

/** A step of training. */
export interface StepReport {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The loss in nats per token. */
  readonly loss: number;
  readonly lr: number;
  readonly gradNorm: number | undefined;
  /** The number of tokens of this step. */
  readonly tokens: number;
  /** The arithmetic of this step, in FLOPs. */
  readonly flops: number;
  /** The seconds of training so far, of this program. */
  readonly seconds: number;
  /** The share of the run that is done, from 0 to 1. */
  readonly fraction: number;
}

/** A text that the model wrote while it trains. */
export interface Sample {
  readonly text: string;
  /** Whether the training data contains it. */
  readonly isInData: boolean;
}

/** How a run ended. */
export interface RunEnd {
  readonly reason: 'done' | 'interrupted' | 'not finite';
  readonly progress: Progress;
  readonly history: LossHistory;
  /** The file of the last checkpoint; null if none could be written. */
  readonly file: string | null;
  /** The file of the lowest validation loss, if there is one besides `file`. */
  readonly bestFile?: string | null;
  /** The command that goes on. */
  readonly resume: string;
}

/** The mean loss of a model on the validation data after a step. */
export interface Evaluation {
  readonly step: number;
  readonly loss: number;
  /** Whether it is the lowest so far. */
  readonly isBest: boolean;
}

/** Tells of a run as it goes on. A run calls these methods; what they print is up to them. */
export interface Reporter {
  /** Called once, before the first step. */
  start(start: RunStart): void;
  /** Called after every step, and so must cost next to nothing. */
  step(step: StepReport): void;
  /** Called after every evaluation. */
  evaluated(evaluation: Evaluation): void;
  /** Called with texts that the model wrote after a step. */
  sampled(samples: readonly Sample[], step: number): void;
  /** Called when a checkpoint is safe on the disk. */
  saved(file: string, step: number): void;
  /** Something failed that stops nothing: a full disk, a failing evaluation. */
  warn(message: string): void;
  /** Called once, at the end. */
  end(end: RunEnd): void;
}
