import type { Run } from './run.ts';

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
  /** The arithmetic operations of this step, in FLOPs. */
  readonly flops: number;
  /** The seconds of training so far, in this program. */
  readonly seconds: number;
  /** The share of the run that is done, from 0 to 1. */
  readonly fraction: number;
}

/** The mean loss of a model on the validation data after a step. */
export interface Evaluation {
  readonly step: number;
  readonly loss: number;
  /** Whether it is the lowest so far. */
  readonly isBest: boolean;
}

/** A text that the model wrote during training. */
export interface Sample {
  readonly text: string;
  /** Whether the training data contains it. */
  readonly isInData: boolean;
}

/** Receives the events of a run. */
export interface RunListener {
  /** Called after every step, so it must be fast. */
  step(step: StepReport): void;
  /** Called after every evaluation. */
  evaluated(evaluation: Evaluation): void;
  /** Called with texts that the model wrote after a step. Without this function, the run writes none. */
  sampled?(samples: readonly Sample[], step: number): void;
  /**
   * Called if something failed that does not stop the run, such as an evaluation. Without {@link diverged}, also called if the
   * loss is not finite.
   */
  warn(message: string): void;
  /**
   * Called when the loss or the gradients are not finite. Then the loop ends, with the weights from before the step.
   *
   * @param problem what happened, without a full stop
   */
  diverged?(problem: string): void;
  /**
   * Called when the model is worth keeping: before the first step, after each step that is a multiple of `evalEvery` (after the
   * evaluation, if there is one), and at the end. The run waits for it. It must not change the run.
   */
  keep?(run: Run): void | Promise<void>;
  /**
   * Called after every step but the last, when everything else due after the step is done. If it returns a promise, the run
   * waits for it. A program can use it to save the run at times of its choice. It must not change the run.
   */
  between?(run: Run): Promise<void> | undefined;
}
