import type { TrainStep } from '@microgpt/gpt';
import type { Module } from '@microgpt/nn';

/** What is known before training. */
export interface Start {
  /** The number of documents. */
  readonly documents: number;
  /** The number of documents longer than `blockSize`. */
  readonly longDocuments: number;
  readonly vocabSize: number;
  readonly model: Module;
}

/** Tells of a run: its methods are called in this order. */
export interface Reporter {
  start(start: Start): void;
  step(step: TrainStep): void;
  /** Training has ended, whether all steps are done or not. */
  trained(): void;
  /** @param n from 1 */
  sample(n: number, text: string): void;
  done(): void;
}
