import { LossCurve } from '@microgpt/run';
import type { Evaluation, RunStart, StepReport } from './reporter.ts';
import { SmoothedLoss } from '@microgpt/run';
import type { Status } from './status-lines.ts';
import { TimeLeft } from '@microgpt/run';

const MARK_SECONDS = 0.1;

/**
 * What can be told about a run at any moment. A step costs a few additions, so that 50,000 steps a second can afford it;
 * the clock is read ten times a second.
 */
export class RunMeter {
  readonly #start: RunStart;
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
   * @param now the clock on the wall, in seconds
   */
  constructor(start: RunStart, now: () => number) {
    const { settings, history } = start;
    this.#start = start;
    this.#now = now;
    this.curve = new LossCurve(history);
    this.validationLoss = history.validationLosses.at(-1);
    const isEvaluated = start.data.validationTokens > 0;
    this.#timeLeft = new TimeLeft({
      steps: settings.steps ?? 0,
      evalEvery: isEvaluated ? settings.evalEvery : Infinity,
      evaluationCost: evaluationCost(start),
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
  get status(): Status | undefined {
    const { last, loss, validationLoss, tokensPerSecond, utilization, secondsLeft } = this;
    return last && { last, loss, validationLoss, tokensPerSecond, utilization, secondsLeft };
  }

  /** The mean of the last losses; undefined before the first step. */
  get loss(): number | undefined {
    return this.#smoothed.value;
  }

  /** The tokens per second of training now; undefined before there is a measure. */
  get tokensPerSecond(): number | undefined {
    return this.#perSecond(this.#tokens);
  }

  /**
   * The model FLOPs utilization (MFU): the arithmetic of the training steps per second now, divided by what the engine
   * reaches in large products.
   */
  get utilization(): number | undefined {
    const flops = this.#perSecond(this.#flops);
    return flops === undefined ? undefined : flops / this.#start.peak;
  }

  /** The seconds until the run ends; undefined before there is a measure, and at the end. */
  get secondsLeft(): number | undefined {
    const { steps, time } = this.#start.settings;
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
function evaluationCost({ settings, data }: RunStart): number {
  const { kind, batch, accumulate, block, evalBatches } = settings;
  if (evalBatches > 0) return evalBatches / (3 * accumulate);
  const { trainingTokens, validationTokens, documents } = data;
  const length = kind === 'text' ? block : Math.min(block, (trainingTokens + validationTokens) / documents);
  return validationTokens / (3 * accumulate * batch * length);
}
