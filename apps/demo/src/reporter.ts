import type { TrainStep } from '@microgpt/gpt';
import type { Module } from '@microgpt/nn';

/** The sizes of a run, known before training. */
export interface Start {
  /** The number of documents. */
  readonly documents: number;
  /** The number of documents longer than `blockSize`. */
  readonly longDocuments: number;
  readonly vocabSize: number;
  readonly model: Module;
}

/** Reports a run: its methods are called in this order. */
export interface Reporter {
  start(start: Start): void;
  step(step: TrainStep): void;
  /** Called when training has ended, whether or not all steps are done. */
  trained(): void;
  /** @param n from 1 */
  sample(n: number, text: string): void;
  done(): void;
}
