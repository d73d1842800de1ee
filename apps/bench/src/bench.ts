import type { Contestant } from './contestant.ts';
import { contestants as registry } from './contestants.ts';
import { trainingFlops } from './flops.ts';
import { buildFreshProgram, inFreshProcess, type Needs } from './fresh.ts';
import { loadPerCore, QUIET, thisMachine } from './machine.ts';
import { isFailure, measure, median, type Pace, type Timing } from './measure.ts';
import type { Options } from './options.ts';
import { productSpeeds } from './product.ts';
import { freshTable, contestantTable, rowTable } from './reports.ts';
import type { ContestantRecord, FreshRow, Results, Row, Skipped } from './results.ts';
import { workOf, type Work } from './runners.ts';
import { nanoGPTTraining, smallTraining, workloads, type Training, type Workload } from './workloads/index.ts';

/** How long to look at everything, in milliseconds. */
interface Paces extends Pace {
  /** How many processes of its own each contestant gets. */
  readonly processes: number;
  /** How long such a process goes on after its first step. */
  readonly goOn: number;
}

const full: Paces = { warmUp: 500, round: 100, rounds: 15, budget: 4000, processes: 3, goOn: 1000 };
const quick: Paces = { warmUp: 50, round: 20, rounds: 3, budget: 300, processes: 1, goOn: 200 };

/** A training whose start is measured, in processes of their own. */
interface Start {
  readonly name: string;
  readonly training: Training;
}

const smallStart: Start = { name: smallTraining.name.replace('train', 'start'), training: smallTraining };
const nanoGPTStart: Start = { name: nanoGPTTraining.name.replace('train', 'start'), training: nanoGPTTraining };

/** Where a run tells what it does. */
export interface Console {
  /** Takes tables and other news. */
  readonly show: (text: string) => void;
  /** Takes what stands in the way of good numbers. */
  readonly warn: (text: string) => void;
}

/** One run of the benchmark: everything that the options ask for, shown as it comes. */
export async function bench(options: Options, console: Console): Promise<Results> {
  return new Bench(options, console).run();
}

class Bench {
  readonly #options: Options;
  readonly #pace: Paces;
  readonly #starts: readonly Start[];
  readonly #console: Console;
  readonly #skipped: Skipped[] = [];

  constructor(options: Options, console: Console) {
    this.#options = options;
    this.#pace = options.quick ? quick : full;
    this.#starts = options.quick ? [smallStart] : [smallStart, nanoGPTStart];
    this.#console = console;
  }

  async run(): Promise<Results> {
    const { show, warn } = this.#console;
    const date = new Date().toISOString();
    const machine = thisMachine();
    const before = loadPerCore();
    show(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}`);
    show(`Load before: ${before.toFixed(2)} per core`);
    if (before > QUIET) warn('WARNING: this machine is busy with something else. These numbers are not to be quoted.');

    const present = await this.#load();
    const speeds = await productSpeeds(present);
    const records = present.map((contestant, i) => record(contestant, speeds[i]));
    show(`\n## Who takes part\n\n${contestantTable(records)}`);

    const peak = Math.max(...speeds.map((speed) => speed ?? 0));
    const rows: Row[] = [];
    for (const workload of workloads) rows.push(...(await this.#rows(workload, present, peak)));
    const fresh: FreshRow[] = [];
    for (const start of this.#starts) fresh.push(...(await this.#freshRows(start, present)));

    const after = loadPerCore();
    show(`\nLoad after: ${after.toFixed(2)} per core`);
    const pace = this.#options.quick ? 'quick' : 'full';
    return { date, pace, machine, load: { before, after }, contestants: records, rows, fresh, skipped: this.#skipped };
  }

  #isWanted(workload: string, contestant: string): boolean {
    return this.#options.only?.test(`${workload} · ${contestant}`) ?? true;
  }

  #skip(workload: string, engine: string, reason: string): void {
    this.#skipped.push({ workload, engine, reason });
    this.#console.warn(`SKIPPED: ${workload} · ${engine}: ${reason}`);
  }

  /** The names of all that is measured. */
  #names(): string[] {
    return [...workloads, ...this.#starts].map(({ name }) => name);
  }

  /** Those who take part in anything; who cannot be loaded is skipped. */
  async #load(): Promise<Contestant[]> {
    const present: Contestant[] = [];
    for (const [contestant, load] of Object.entries(registry)) {
      if (!this.#names().some((name) => this.#isWanted(name, contestant))) continue;
      try {
        present.push(await load());
      } catch (error) {
        this.#skip('everything', contestant, messageOf(error));
      }
    }
    if (present.length > 0) return present;
    const choice = [...this.#names(), `each on ${Object.keys(registry).join(', ')}`].join('\n  ');
    throw new RangeError(`There is nothing to measure; choose from\n  ${choice}`);
  }

  /** One workload on everyone who can do it. */
  async #rows(workload: Workload, present: readonly Contestant[], peak: number): Promise<Row[]> {
    const entrants: { contestant: Contestant; work: Work }[] = [];
    for (const contestant of present.filter(({ name }) => this.#isWanted(workload.name, name))) {
      const work = await workOf(contestant, workload).catch(messageOf);
      if (typeof work === 'string') this.#skip(workload.name, contestant.name, work);
      else entrants.push({ contestant, work });
    }
    if (entrants.length === 0) return [];
    this.#console.show(`\n## ${workload.name}\n`);
    const timings = await measure(
      entrants.map(({ work }) => work),
      this.#pace,
    );
    const rows = entrants.flatMap(({ contestant, work }, i) => {
      const timing = timings[i];
      if (!isFailure(timing)) return [row(workload, contestant, work, timing, peak)];
      this.#skip(workload.name, contestant.name, messageOf(timing.error));
      return [];
    });
    if (rows.length > 0)
      this.#console.show(rowTable(rows, new Set(present.filter(({ ours }) => ours).map(({ name }) => name))));
    return rows;
  }

  /** Everyone in a process of its own, and one process in which nothing happens. */
  async #freshRows({ name, training }: Start, present: readonly Contestant[]): Promise<FreshRow[]> {
    const task = training.task();
    const wanted = present.filter((contestant) => this.#isWanted(name, contestant.name));
    const able = wanted.filter(({ mostFlops }) => trainingFlops(task.config, task.batches[0].inputs) <= mostFlops);
    if (able.length === 0) return [];
    this.#console.show(`\n## ${name}, in a process of its own\n`);
    await buildFreshProgram();
    const rows: FreshRow[] = [];
    for (const engine of ['nobody', ...able.map((contestant) => contestant.name)]) {
      try {
        rows.push({ workload: name, engine, ...(await this.#needs(engine, training)) });
      } catch (error) {
        this.#skip(name, engine, messageOf(error));
      }
    }
    this.#console.show(freshTable(rows));
    return rows;
  }

  /** The medians over several processes. */
  async #needs(contestant: string, training: Training): Promise<Needs> {
    const { processes, goOn } = this.#pace;
    const all: Needs[] = [];
    for (let i = 0; i < processes; i++) {
      all.push(await inFreshProcess({ contestant, task: training.task(), milliseconds: goOn }));
    }
    return {
      firstStep: median(all.map(({ firstStep }) => firstStep)),
      peakMemory: median(all.map(({ peakMemory }) => peakMemory)),
    };
  }
}

function record({ name, ours, dtype, about }: Contestant, gflops: number | null): ContestantRecord {
  return { name, ours, dtype, about, gflops };
}

function row(workload: Workload, contestant: Contestant, work: Work, timing: Timing, peak: number): Row {
  const { nEmbd, nLayer, nHead, blockSize, vocabSize } = workload.task().config;
  // A unit of generation is one token; a step is one more token of every document.
  const unitsPerStep = workload.kind === 'generation' ? work.documents : 1;
  return {
    workload: workload.name,
    kind: workload.kind,
    engine: contestant.name,
    dtype: contestant.dtype,
    width: nEmbd,
    layers: nLayer,
    heads: nHead,
    block: blockSize,
    batch: work.documents,
    vocabulary: vocabSize,
    data: workload.data,
    note: work.note,
    usPerStep: timing.median * unitsPerStep,
    fastest: timing.fastest * unitsPerStep,
    slowest: timing.slowest * unitsPerStep,
    rounds: timing.rounds,
    usPerSample: timing.median * work.unitsPerDocument(),
    tokensPerSecond: (work.tokensPerUnit() / timing.median) * 1e6,
    mfu: peak === 0 ? null : work.flopsPerUnit() / timing.median / 1000 / peak,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
