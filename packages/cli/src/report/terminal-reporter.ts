import type { WriteStream } from 'node:tty';
import { type Evaluation, RunMeter, type Sample, type StepReport } from '@microgpt/run';
import { formatDuration, LiveRegion, printable, type Size } from '@microgpt/terminal';
import { closing } from './closing.ts';
import { counted } from './formats.ts';
import { labelledLines, wrapped, type Labelled } from './labelled-lines.ts';
import { lossPlot, MIN_ROWS } from './loss-plot.ts';
import { opening } from './opening.ts';
import { paintFor, type Paint } from './paint.ts';
import { referenceLines, type ReferenceLine } from './reference-lines.ts';
import type { Reporter, RunEnd, RunStart } from './reporter.ts';
import { sampleLines } from './sample-lines.ts';
import { statusLines } from './status-lines.ts';

const FRAME_SECONDS = 0.1;
const MAX_SHARE = 0.005; // of the time, for drawing
const MAX_COLUMNS = 120;
const MAX_PLOT_ROWS = 16;
const MIN_STEPS = 20; // in a plot
const SAMPLE_SECONDS = 5;

/**
 * The reporter for people at a terminal: four lines about the run, then a plot of the losses and a line of progress, which
 * change in place, with samples and warnings above them.
 *
 * It draws at most ten times a second, and less often if drawing would take more than 0.5 % of the time.
 */
export class TerminalReporter implements Reporter {
  readonly #out: WriteStream;
  readonly #now: () => number;
  readonly #paint: Paint;
  #view: View | undefined;
  #nextStep = 0; // in seconds of training: a comparison that costs nothing
  #nextFrame = 0; // on the clock
  #frameCost = 0.001; // seconds
  #nextSamples = 0;
  #heldBack: { readonly samples: readonly Sample[]; readonly step: number } | undefined;

  /**
   * @param now the clock on the wall, in seconds
   */
  constructor(out: WriteStream, now: () => number = () => performance.now() / 1000) {
    this.#out = out;
    this.#now = now;
    this.#paint = paintFor(out);
  }

  start(start: RunStart): void {
    this.#out.write(`${this.#labelled(opening(start))}\n`);
    const meter = new RunMeter(start, this.#now);
    const lines = referenceLines(start.baselines, start.settings);
    const region = new LiveRegion(this.#out, (size) => this.#frame(size));
    this.#view = { start, meter, lines, region };
  }

  step(step: StepReport): void {
    this.#view?.meter.step(step);
    if (step.seconds >= this.#nextStep) this.#drawIfDue(step.seconds);
  }

  evaluated(evaluation: Evaluation): void {
    this.#view?.meter.evaluated(evaluation);
    this.#nextStep = 0;
  }

  sampled(samples: readonly Sample[], step: number): void {
    this.#heldBack = { samples, step };
    if (this.#now() >= this.#nextSamples) this.#printSamples();
  }

  saved(): void {
    // The opening says how often; a line for every checkpoint would say nothing new.
  }

  warn(message: string): void {
    this.#print(wrapped(printable(`warning: ${message}`), this.#columns).map(this.#paint.warning));
  }

  end(end: RunEnd): void {
    if (this.#view === undefined) return;
    const { region, start, meter } = this.#view;
    this.#printSamples();
    region.end();
    this.#out.write(`\n${this.#labelled(closing(start, end, meter.loss))}\n`);
  }

  #drawIfDue(seconds: number): void {
    const before = this.#now();
    if (before >= this.#nextFrame) {
      this.#view?.region.refresh();
      this.#frameCost = Math.min(this.#now() - before, 2 * this.#frameCost); // one slow frame is not the rule
      this.#nextFrame = before + Math.max(FRAME_SECONDS, this.#frameCost / MAX_SHARE);
    }
    this.#nextStep = seconds + this.#nextFrame - before;
  }

  #printSamples(): void {
    if (this.#heldBack === undefined) return;
    const { samples, step } = this.#heldBack;
    this.#heldBack = undefined;
    this.#nextSamples = this.#now() + SAMPLE_SECONDS;
    const title = this.#paint.faint(`after ${counted(step, 'step')}`);
    this.#print([title, ...sampleLines(samples, this.#columns, this.#paint)]);
  }

  #print(lines: readonly string[]): void {
    const text = lines.join('\n');
    if (this.#view) this.#view.region.print(text);
    else this.#out.write(`${text}\n`);
  }

  #labelled(rows: readonly Labelled[]): string {
    return labelledLines(rows, this.#columns, this.#paint).join('\n');
  }

  get #columns(): number {
    return columnsOf(this.#out);
  }

  /** The plot if there is room for it, and the progress. */
  #frame(size: Size): string[] {
    const measures = this.#view?.meter.measures;
    if (this.#view === undefined || measures === undefined) return [];
    const look = { columns: columnsOf(size), paint: this.#paint };
    const progress = statusLines(measures, this.#view.start.settings, look);
    const room = size.rows - progress.length - 3; // for the empty lines around the plot, and of the cursor
    const rows = Math.min(room, MAX_PLOT_ROWS, Math.max(MIN_ROWS, Math.floor(size.rows / 2)));
    const plot = this.#plot(this.#view, measures.last, { ...look, rows });
    const lines = plot.length === 0 ? progress : ['', ...plot, '', ...progress];
    return lines.slice(0, size.rows - 1);
  }

  #plot({ meter, lines, start }: View, { step, fraction }: StepReport, look: Parameters<typeof lossPlot>[1]): string[] {
    const { steps, time } = start.settings;
    const total = steps ?? step / fraction;
    const share = shownShare(fraction, total);
    const end = total * share;
    const endLabel = steps === null ? formatDuration((time ?? 0) * share) : counted(Math.round(end), 'step');
    return lossPlot({ history: meter.curve.history, lines, end, endLabel }, look);
  }
}

interface View {
  readonly start: RunStart;
  readonly meter: RunMeter;
  readonly lines: readonly ReferenceLine[];
  readonly region: LiveRegion;
}

/** The share of the run that the plot shows: twice as much whenever it is full, so that it is never nearly empty. */
function shownShare(fraction: number, steps: number): number {
  let share = 1;
  while (fraction <= share / 2 && share * steps >= 2 * MIN_STEPS) share /= 2;
  return share;
}

/** The columns that are used: not the last one, because some terminals begin a line after it. */
function columnsOf({ columns }: Pick<Size, 'columns'>): number {
  return Math.min(MAX_COLUMNS, columns - 1);
}
