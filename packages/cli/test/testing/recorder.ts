import type { Sample, StepReport } from '@microgpt/run';
import type { Reporter, RunEnd, RunStart } from '../../src/report/reporter.ts';

/** A reporter that keeps everything it is told. */
export class Recorder implements Reporter {
  started: RunStart | undefined;
  readonly steps: StepReport[] = [];
  readonly evaluations: { readonly step: number; readonly loss: number; readonly isBest: boolean }[] = [];
  readonly samples: { readonly step: number; readonly samples: readonly Sample[] }[] = [];
  readonly saves: { readonly file: string; readonly step: number }[] = [];
  readonly warnings: string[] = [];
  ended: RunEnd | undefined;
  /** Called after each step. */
  onStep: (step: number) => void = () => undefined;
  /** The events in order, as words. */
  readonly order: string[] = [];

  start(start: RunStart): void {
    this.started = start;
  }

  step(step: StepReport): void {
    this.steps.push(step);
    this.order.push(`step ${step.step}`);
    this.onStep(step.step);
  }

  evaluated(evaluation: { readonly step: number; readonly loss: number; readonly isBest: boolean }): void {
    this.evaluations.push(evaluation);
    this.order.push(`evaluated ${evaluation.step}`);
  }

  sampled(samples: readonly Sample[], step: number): void {
    this.samples.push({ step, samples });
    this.order.push(`sampled ${step}`);
  }

  saved(file: string, step: number): void {
    this.saves.push({ file, step });
    this.order.push(`saved ${step}`);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  end(end: RunEnd): void {
    this.ended = end;
  }
}
