import { saveCheckpoint } from '@microgpt/checkpoint';
import {
  contentsOf,
  lowerRate,
  RunMeter,
  runLoop,
  SmoothedLoss,
  type Baselines,
  type LoopEnd,
  type Run,
} from '@microgpt/run';
import type { RunState, RunStatus, Speed } from '../run/run-state.ts';
import { bytesOf } from './bytes-of.ts';
import { modelBytes } from './model-bytes.ts';
import type { RunKeeper } from './run-keeper.ts';
import { Stopwatch } from './stopwatch.ts';
import type { TrainerEvent } from './trainer.ts';

/** The least milliseconds between two states, two saves and two live models. */
const STATE_MS = 50;
const SAVE_MS = 3000;
/** The first saves come sooner: a short run, too, survives that its tab is closed. */
const FIRST_SAVE_MS = 200;
const LIVE_MS = 1000;
/** Networks of these sizes seldom learn at a higher rate. */
const HIGH_RATE = 0.01;
/** The share of the time that saves may take, and live models. */
const SHARE = 0.03;

/** What is known of a run besides its numbers. */
export interface OpenRunOptions {
  readonly id: string;
  readonly created: number;
  readonly dataName: string;
  /** Whether it goes on after its end. */
  readonly isExtended: boolean;
  readonly baselines: Baselines;
  readonly keeper: RunKeeper;
  /** Tells an event. What it returns settles when the page has taken it. */
  readonly tell: (event: TrainerEvent) => unknown;
}

/** A run in the memory of the worker: it trains, says how far it is, and has itself kept. */
export class OpenRun {
  readonly #run: Run;
  readonly #options: OpenRunOptions;
  readonly #clock = new Stopwatch();
  readonly #meter: RunMeter;
  readonly #smoothed = new SmoothedLoss();
  #status: RunStatus;
  #problem: string | undefined;
  #writing: Promise<void> | undefined;
  #stop = { count: 0 };
  #training: Promise<void> | undefined;
  /** What waits for the end of a step. */
  readonly #errands: (() => Promise<void>)[] = [];
  /** What is done while the run does not train. The training begins after it. */
  #idleWork: Promise<unknown> = Promise.resolve();
  #nextState = 0;
  /** Whether the page has taken the last state. */
  #isHeard = true;
  #nextSave = 0;
  #saveMs = FIRST_SAVE_MS;
  #nextLive = 0;

  constructor(run: Run, options: OpenRunOptions) {
    const { settings, data, progress, curve } = run;
    this.#run = run;
    this.#options = options;
    this.#status = progress.step === 0 ? 'ready' : 'paused';
    const { history } = curve;
    this.#meter = new RunMeter({ settings, data, history }, () => this.#clock.seconds);
    for (const loss of history.losses) this.#smoothed.add(loss);
  }

  /** Everything that a view may know. */
  get state(): RunState {
    const { id, created, dataName, isExtended, baselines, keeper } = this.#options;
    const { settings, data, dataset, model, progress, curve } = this.#run;
    const { history } = curve;
    return {
      ...{ id, created, dataName, isExtended, baselines, settings, data, progress, history },
      vocabSize: dataset.tokenizer.vocabSize,
      parameters: model.parameterCount(),
      status: this.#status,
      problem: this.#problem,
      loss: this.#smoothed.value,
      validationLoss: history.validationLosses.at(-1),
      speed: this.#speed,
      kept: keeper.steps,
    };
  }

  /** What keeps it. */
  get keeper(): RunKeeper {
    return this.#options.keeper;
  }

  /** Whether it trains now. */
  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  /** Whether it is neither finished nor failed. */
  get canGoOn(): boolean {
    return this.#status === 'ready' || this.#status === 'paused';
  }

  /** Whether it has come further than its last save. */
  get isUnsaved(): boolean {
    return this.keeper.saved?.step !== this.#run.progress.step;
  }

  /** Trains to the end, a pause, or for so many steps. */
  train(steps = Infinity): Promise<void> {
    this.#training ??= this.#train(steps).finally(() => {
      this.#training = undefined;
      const rest = this.#doErrands();
      this.#idleWork = rest;
      return rest;
    });
    return this.#training;
  }

  /** Stops after the step at hand. Resolves when the run is saved. */
  async pause(): Promise<void> {
    this.#stop.count++;
    await this.#training;
  }

  /** The checkpoint file of the step at hand. */
  file(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#betweenSteps(() => bytesOf(saveCheckpoint(contentsOf(this.#run))));
  }

  /** Keeps the run in the browser. */
  save(): Promise<void> {
    return this.#betweenSteps(async () => {
      await this.#writing;
      await this.#write();
    });
  }

  async #train(steps: number): Promise<void> {
    this.#stop = { count: 0 };
    await this.#idleWork;
    this.#status = 'training';
    this.#problem = undefined;
    this.#nextSave = performance.now(); // so that other tabs, and this one after a crash, know of it
    this.#saveMs = FIRST_SAVE_MS;
    this.#nextLive = this.#nextSave + LIVE_MS;
    this.#clock.start();
    this.#tell();
    try {
      this.#status = statusAfter(await this.#loop(steps));
    } catch (error) {
      this.#status = 'failed';
      this.#problem = `It stopped after step ${this.#run.progress.step}: ${(error as Error).message}.`;
    }
    this.#clock.stop();
    await this.#end();
  }

  #loop(steps: number): Promise<LoopEnd> {
    const { keeper, tell } = this.#options;
    let left = steps;
    return runLoop(this.#run, {
      stop: this.#stop,
      listener: {
        step: (step) => {
          this.#meter.step(step);
          this.#smoothed.add(step.loss);
          if (performance.now() >= this.#nextState && this.#isHeard) this.#tell();
        },
        evaluated: (evaluation) => {
          this.#meter.evaluated(evaluation);
        },
        warn: (message) => {
          tell({ type: 'warning', message: `${message}.` });
        },
        diverged: (problem) => {
          this.#problem = adviceOn(problem, this.#run);
        },
        keep: (run) => this.#attempt('The model of this step could not be saved', () => keeper.keep(run)),
        between: () => {
          if (--left <= 0) this.#stop.count++;
          return this.#isBusyBetween() ? this.#between() : undefined;
        },
      },
    });
  }

  /** Ends a stretch of training: does what was waiting for its end, sends the newest model to the page, and saves. */
  async #end(): Promise<void> {
    await this.#doErrands();
    await this.#writing;
    const isGood = this.#status !== 'failed';
    if (isGood && !this.keeper.has(this.#run.progress.step)) await this.#tellLive();
    if (isGood) await this.#write();
    else await this.keeper.saveState(this.state);
    this.#tell();
  }

  #isBusyBetween(): boolean {
    const now = performance.now();
    return this.#errands.length > 0 || now >= this.#nextLive || this.#isSaveDue(now);
  }

  #isSaveDue(now: number): boolean {
    return now >= this.#nextSave && this.#writing === undefined;
  }

  /** What is due between two steps. The training waits only until the numbers are copied. */
  async #between(): Promise<void> {
    await this.#doErrands();
    const started = performance.now();
    if (started >= this.#nextLive) {
      await this.#tellLive();
      this.#nextLive = nextAfter(started, LIVE_MS);
    } else if (this.#isSaveDue(started)) {
      const write = await this.#copy();
      this.#nextSave = nextAfter(started, this.#saveMs);
      this.#saveMs = Math.min(SAVE_MS, 2 * this.#saveMs);
      this.#writing = write().finally(() => {
        this.#writing = undefined;
      });
    }
  }

  async #doErrands(): Promise<void> {
    for (const errand of this.#errands.splice(0)) await errand();
  }

  /** Does something while no step is being done. */
  #betweenSteps<T>(work: () => Promise<T>): Promise<T> {
    if (this.#training === undefined) {
      const done = this.#idleWork.then(work);
      this.#idleWork = done.catch(() => undefined);
      return done;
    }
    return new Promise((resolve, reject) => {
      this.#errands.push(() => work().then(resolve, reject));
    });
  }

  async #write(): Promise<void> {
    const write = await this.#copy();
    await write();
  }

  /** Copies the run. Returns the writing of it. Neither fails: what goes wrong is a warning. */
  async #copy(): Promise<() => Promise<void>> {
    const { keeper, tell, id } = this.#options;
    const warn = (error: unknown): void => {
      tell({ type: 'warning', message: `The run could not be saved: ${(error as Error).message}.` });
    };
    try {
      const { step } = this.#run.progress;
      const write = await keeper.copy(this.#run, this.state);
      return () =>
        write().then(() => {
          tell({ type: 'saved', id, step });
        }, warn);
    } catch (error) {
      warn(error);
      return () => Promise.resolve();
    }
  }

  #tellLive(): Promise<void> {
    const { id, tell } = this.#options;
    const { step } = this.#run.progress;
    return this.#attempt('The model of this step could not be shown', async () => {
      tell({ type: 'live', id, step, bytes: await modelBytes(this.#run) });
    });
  }

  /** Does what the training does not depend on. If it fails, for example for lack of memory, that is a warning. */
  async #attempt(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.tell({ type: 'warning', message: `${failure}: ${(error as Error).message}.` });
    }
  }

  /** Tells the state. A page that draws more slowly than this one trains gets fewer, and none waits in a line. */
  #tell(): void {
    this.#nextState = performance.now() + STATE_MS;
    this.#isHeard = false;
    void Promise.resolve(this.#options.tell({ type: 'state', state: this.state })).finally(() => {
      this.#isHeard = true;
    });
  }

  get #speed(): Speed {
    const { stepsPerSecond, tokensPerSecond, secondsLeft } = this.#meter;
    return { stepsPerSecond, tokensPerSecond, secondsLeft: this.#status === 'training' ? secondsLeft : undefined };
  }
}

function statusAfter(end: LoopEnd): RunStatus {
  if (end === 'done') return 'done';
  return end === 'interrupted' ? 'paused' : 'failed';
}

/** What happened to a run whose loss is not finite, and what to try. */
function adviceOn(problem: string, { settings: { lr, clip }, progress }: Run): string {
  const clipping = clip === 0 || clip > 1 ? ', or limit the gradients to 1' : '';
  const rate = Math.min(lowerRate(lr), HIGH_RATE);
  return (
    `Training broke down after step ${progress.step} (${problem.replace(/^train: /, '')}). ` +
    `Try a lower rate, such as ${rate}${clipping}.`
  );
}

/** The time of the next turn of what began at a time and ends now, so that it takes no more than its share. */
function nextAfter(started: number, least: number): number {
  const now = performance.now();
  return Math.max(started + least, now + (now - started) / SHARE);
}
