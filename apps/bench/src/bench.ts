import type { Contestant } from './contestant.ts';
import { contestants as registry } from './contestants.ts';
import { engines } from './engines.ts';
import { trainingFlops } from './flops.ts';
import { inFreshProcess, type Needs } from './fresh.ts';
import { layerRow } from './layer-row.ts';
import { layers } from './layers.ts';
import { loadPerCore, QUIET, thisMachine } from './machine.ts';
import { isFailure, measure, median, type Pace } from './measure.ts';
import type { Options } from './options.ts';
import { productSpeeds } from './product.ts';
import { buildPrograms } from './programs.ts';
import { contestantTable, freshTable, layerTable, rowTable } from './reports.ts';
import type { FreshRow, LayerRow, Results, Row, Skipped } from './results.ts';
import { contestantRecord, rowOf } from './rows.ts';
import { WorkProcess } from './work-process.ts';
import { nanoGPTTraining, smallTraining, workloads, type Training, type Workload } from './workloads/index.ts';

/** How long to look at everything, in milliseconds. */
interface Paces extends Pace {
  /** How many processes of its own each contestant gets. */
  readonly processes: number;
  /** How long such a process goes on after its first step. */
  readonly goOn: number;
  /** How long to look at a layer. */
  readonly layers: Pace;
}

const full: Paces = {
  warmUp: 500,
  round: 100,
  rounds: 15,
  budget: 4000,
  processes: 3,
  goOn: 1000,
  layers: { warmUp: 150, round: 30, rounds: 15, budget: 600 },
};
const quick: Paces = {
  warmUp: 200,
  round: 20,
  rounds: 3,
  budget: 300,
  processes: 1,
  goOn: 200,
  layers: { warmUp: 100, round: 10, rounds: 3, budget: 100 },
};

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
    await buildPrograms();
    const speeds = await productSpeeds(present);
    const records = present.map((contestant, i) => contestantRecord(contestant, speeds[i]));
    show(`\n## Who takes part\n\n${contestantTable(records)}`);

    const peak = Math.max(...speeds.map((speed) => speed ?? 0));
    const rows: Row[] = [];
    for (const workload of workloads) rows.push(...(await this.#rows(workload, present, peak)));
    const layerRows = await this.#layerRows(present);
    const fresh: FreshRow[] = [];
    for (const start of this.#starts) fresh.push(...(await this.#freshRows(start, present)));

    const after = loadPerCore();
    show(`\nLoad after: ${after.toFixed(2)} per core`);
    const pace = this.#options.quick ? 'quick' : 'full';
    return {
      date,
      pace,
      machine,
      load: { before, after },
      contestants: records,
      rows,
      layers: layerRows,
      fresh,
      skipped: this.#skipped,
    };
  }

  #isWanted(workload: string, contestant: string): boolean {
    return this.#options.only?.test(`${workload} · ${contestant}`) ?? true;
  }

  #skip(workload: string, engine: string, reason: string): void {
    this.#skipped.push({ workload, engine, reason });
    this.#console.warn(`SKIPPED: ${workload} · ${engine}: ${reason}`);
  }

  /** The names of all that a contestant is measured on; layers of one's own are for our engines alone. */
  #namesFor(contestant: string): string[] {
    const measured = [...workloads, ...(contestant in engines ? layers : []), ...this.#starts];
    return measured.map(({ name }) => name);
  }

  /** Those who take part in anything; who cannot be loaded is skipped. */
  async #load(): Promise<Contestant[]> {
    const present: Contestant[] = [];
    for (const [contestant, load] of Object.entries(registry)) {
      if (!this.#namesFor(contestant).some((name) => this.#isWanted(name, contestant))) continue;
      try {
        present.push(await load());
      } catch (error) {
        this.#skip('everything', contestant, messageOf(error));
      }
    }
    if (present.length > 0) return present;
    const choice = [...this.#namesFor('cpu'), `each on ${Object.keys(registry).join(', ')}`].join('\n  ');
    throw new RangeError(`There is nothing to measure; choose from\n  ${choice}`);
  }

  /** One workload on everyone who can do it, each in a process of its own. */
  async #rows(workload: Workload, present: readonly Contestant[], peak: number): Promise<Row[]> {
    const { name } = workload;
    const entrants: { contestant: Contestant; work: WorkProcess }[] = [];
    for (const contestant of present.filter((contestant) => this.#isWanted(name, contestant.name))) {
      try {
        const work = await WorkProcess.start({ contestant: contestant.name, workload: name });
        entrants.push({ contestant, work });
      } catch (error) {
        this.#skip(name, contestant.name, messageOf(error));
      }
    }
    if (entrants.length === 0) return [];
    this.#console.show(`\n## ${name}\n`);
    const timings = await measure(
      entrants.map(({ work }) => work),
      this.#pace,
    );
    const rows: Row[] = [];
    for (const [i, { contestant, work }] of entrants.entries()) {
      const timing = timings[i];
      if (isFailure(timing)) this.#skip(name, contestant.name, messageOf(timing.error));
      else rows.push(rowOf(workload, contestant, await work.amounts(), timing, peak));
      work.end();
    }
    const ours = new Set(present.filter(({ engine }) => engine !== undefined).map((contestant) => contestant.name));
    if (rows.length > 0) this.#console.show(rowTable(rows, ours));
    return rows;
  }

  /** Every layer on our engines, as a user writes it and as it is built in. */
  async #layerRows(present: readonly Contestant[]): Promise<LayerRow[]> {
    const rows: LayerRow[] = [];
    const ours = present.filter(({ engine }) => engine !== undefined).map(({ name }) => name);
    for (const { name: layer } of layers) {
      for (const engine of ours.filter((name) => this.#isWanted(layer, name))) {
        try {
          rows.push(await layerRow(layer, engine, this.#pace.layers));
        } catch (error) {
          this.#skip(layer, engine, messageOf(error));
        }
      }
    }
    if (rows.length > 0) this.#console.show(`\n## Layers of your own\n\n${layerTable(rows)}`);
    return rows;
  }

  /** Everyone in a process of its own, and one process in which nothing happens. */
  async #freshRows({ name, training }: Start, present: readonly Contestant[]): Promise<FreshRow[]> {
    const task = training.task();
    const wanted = present.filter((contestant) => this.#isWanted(name, contestant.name));
    const able = wanted.filter(({ mostFlops }) => trainingFlops(task.config, task.batches[0].inputs) <= mostFlops);
    if (able.length === 0) return [];
    this.#console.show(`\n## ${name}, in a process of its own\n`);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
