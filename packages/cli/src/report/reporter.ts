import type { GPT } from '@microgpt/gpt';
import type {
  Baselines,
  DataRecord,
  LoopEnd,
  LossHistory,
  Progress,
  Reasons,
  RunListener,
  Settings,
} from '@microgpt/run';

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

/** How a run ended. */
export interface RunEnd {
  readonly reason: LoopEnd;
  readonly progress: Progress;
  readonly history: LossHistory;
  /** The file of the last checkpoint; null if none could be written. */
  readonly file: string | null;
  /** The file of the lowest validation loss, if there is one besides `file`. */
  readonly bestFile?: string | null;
  /** The command that goes on. */
  readonly resume: string;
}

/** Tells of a run as it goes on. A run calls these methods; what they print is up to them. */
export interface Reporter extends Required<Pick<RunListener, 'step' | 'evaluated' | 'sampled' | 'warn'>> {
  /** Called once, before the first step. */
  start(start: RunStart): void;
  /** Called when a checkpoint is safe on the disk. */
  saved(file: string, step: number): void;
  /** Called once, at the end. */
  end(end: RunEnd): void;
}
