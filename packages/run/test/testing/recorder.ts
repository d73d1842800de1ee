import type { Evaluation, RunListener, Sample, StepReport } from '../../src/loop/run-listener.ts';
import type { Run } from '../../src/loop/run.ts';

/** A listener that keeps what it hears, and asks the run to stop after some steps. */
export class Recorder implements RunListener {
  /** What happened, in order, as words. */
  readonly order: string[] = [];
  readonly steps: StepReport[] = [];
  readonly warnings: string[] = [];
  /** Grows when the run should stop. */
  readonly stop = { count: 0 };
  readonly #pauses: readonly number[];

  /** @param pauses the steps after which the run is asked to stop */
  constructor(pauses: readonly number[] = []) {
    this.#pauses = pauses;
  }

  step(report: StepReport): void {
    this.steps.push(report);
    this.order.push(`step ${report.step}`);
    if (this.#pauses.includes(report.step)) this.stop.count++;
  }

  evaluated({ step }: Evaluation): void {
    this.order.push(`evaluated ${step}`);
  }

  sampled(samples: readonly Sample[], step: number): void {
    this.order.push(`sampled ${step}`);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  /** The run waits for it: what it does later comes before the next step. */
  async keep({ progress: { step } }: Run): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.order.push(`kept ${step}`);
  }

  /** The steps after which the model was kept. */
  get kept(): number[] {
    return this.order.filter((event) => event.startsWith('kept')).map((event) => Number(event.slice(5)));
  }
}
