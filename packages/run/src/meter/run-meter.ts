import { LossCurve } from '../loop/loss-curve.ts';
import type { Evaluation, StepReport } from '../loop/run-listener.ts';
import type { DataRecord } from '../data/data-record.ts';
import type { LossHistory } from '../loop/run-record.ts';
import type { Settings } from '../settings/settings.ts';
import { SmoothedLoss } from './smoothed-loss.ts';
import { TimeLeft } from './time-left.ts';

const MARK_SECONDS = 0.1;

/** What a {@link RunMeter} needs to know about a run. */
export interface RunMeterOptions {
  readonly settings: Settings;
  readonly data: DataRecord;
  /** The losses before this program. */
  readonly history: LossHistory;
  /** The FLOP/s that the engine reaches here in large products, from `measurePeak`; without it, there is no utilization. */
  readonly peak?: number | undefined;
}

/** The measures of a run after a step. */
export interface RunMeasures {
  readonly last: StepReport;
  readonly loss: number | undefined;
  readonly validationLoss: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly utilization: number | undefined;
  readonly secondsLeft: number | undefined;
}

/**
 * What can be told about a run at any moment. A step costs a few additions, so that 50,000 steps a second can afford it;
 * the clock is read ten times a second.
 */
export class RunMeter {
  readonly #options: RunMeterOptions;
  readonly #now: () => number;
  readonly #smoothed = new SmoothedLoss();
  readonly #timeLeft: TimeLeft;
  #steps = 0;
  #tokens = 0;
  #flops = 0;
  #nextMark = 0;
  /** The losses so far, those before a resumption included. */
  readonly curve: LossCurve;
  /** The last step; undefined before the first. */
  last: StepReport | undefined;
  /** The last validation loss; undefined before the first. */
  validationLoss: number | undefined;

  /**
   * @param now a clock in seconds that stands still while the run is paused
   */
  constructor(options: RunMeterOptions, now: () => number) {
    const { settings, data, history } = options;
    this.#options = options;
    this.#now = now;
    this.curve = new LossCurve(history);
    this.validationLoss = history.validationLosses.at(-1);
    const isEvaluated = data.validationTokens > 0;
    this.#timeLeft = new TimeLeft({
      steps: settings.steps ?? 0,
      evalEvery: isEvaluated ? settings.evalEvery : Infinity,
      evaluationCost: evaluationCost(options),
    });
  }

  /** Notes a step. */
  step(report: StepReport): void {
    this.last = report;
    this.#steps++;
    this.#tokens += report.tokens;
    this.#flops += report.flops;
    this.#smoothed.add(report.loss);
    this.curve.add(report.step, report.loss);
    if (report.seconds < this.#nextMark) return;
    this.#nextMark = report.seconds + MARK_SECONDS;
    this.#timeLeft.mark(report.step, report.seconds, this.#now());
  }

  /** Notes an evaluation. */
  evaluated({ step, loss }: Pick<Evaluation, 'step' | 'loss'>): void {
    this.validationLoss = loss;
    this.curve.addValidation(step, loss);
    this.#timeLeft.evaluated();
    this.#nextMark = 0; // the next step measures how long it took
  }

  /** Everything that is told of the last step; undefined before the first. */
  get measures(): RunMeasures | undefined {
    const { last, loss, validationLoss, tokensPerSecond, utilization, secondsLeft } = this;
    return last && { last, loss, validationLoss, tokensPerSecond, utilization, secondsLeft };
  }

  /** The mean of the last losses; undefined before the first step. */
  get loss(): number | undefined {
    return this.#smoothed.value;
  }

  /** The steps per second of training now; undefined before there is a measure. */
  get stepsPerSecond(): number | undefined {
    return this.#perSecond(this.#steps);
  }

  /** The tokens per second of training now; undefined before there is a measure. */
  get tokensPerSecond(): number | undefined {
    return this.#perSecond(this.#tokens);
  }

  /**
   * The model FLOPs utilization (MFU): the arithmetic of the training steps per second now, divided by what the engine
   * reaches in large products; undefined before there is a measure, or without a peak.
   */
  get utilization(): number | undefined {
    const flops = this.#perSecond(this.#flops);
    const { peak } = this.#options;
    return flops === undefined || peak === undefined ? undefined : flops / peak;
  }

  /** The seconds until the run ends; undefined before there is a measure, and at the end. */
  get secondsLeft(): number | undefined {
    const { steps, time } = this.#options.settings;
    if (this.last === undefined || this.last.fraction >= 1) return undefined;
    if (steps === null) return Math.max(0, (time ?? 0) * (1 - this.last.fraction));
    return this.#timeLeft.left;
  }

  #perSecond(total: number): number | undefined {
    const seconds = this.#timeLeft.secondsPerStep;
    return seconds === undefined ? undefined : total / this.#steps / seconds;
  }
}

/** The duration of an evaluation in training steps, before one is measured: a training step is about three forward passes. */
function evaluationCost({ settings, data }: RunMeterOptions): number {
  const { kind, batch, accumulate, block, evalBatches } = settings;
  if (evalBatches > 0) return evalBatches / (3 * accumulate);
  const { trainingTokens, validationTokens, documents } = data;
  const length = kind === 'text' ? block : Math.min(block, (trainingTokens + validationTokens) / documents);
  return validationTokens / (3 * accumulate * batch * length);
}
