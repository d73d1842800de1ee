import { contestants, engines } from './contestants/index.ts';
import { loadPerCore, QUIET, thisMachine } from './measure/machine.ts';
import { isFailure, measure, median, timingOf, type Pace } from './measure/measure.ts';
import type { StartupCost } from './measure/work.ts';
import { buildWorker, WorkerProcess } from './measure/worker-process.ts';
import type { Options } from './options.ts';
import {
  rowOf,
  type ContestantRecord,
  type LayerRow,
  type Results,
  type Row,
  type Skipped,
  type StartupRow,
} from './report/results.ts';
import { contestantTable, layerTable, rowTable, startupTable } from './report/tables.ts';
import { nanoGPTTraining, smallTraining, workloads, type Training, type Workload } from './workloads/index.ts';
import { layers } from './workloads/layers.ts';

/** How long to measure everything, in milliseconds. */
interface Paces extends Pace {
  readonly layers: Pace;
  /** How many processes of a contestant are started where the start is measured. */
  readonly processes: number;
  /** How long such a process trains after its first step. */
  readonly continueFor: number;
}

const full: Paces = {
  warmUp: 500,
  round: 100,
  rounds: 15,
  budget: 4000,
  layers: { warmUp: 150, round: 30, rounds: 15, budget: 600 },
  processes: 3,
  continueFor: 1000,
};
const quick: Paces = {
  warmUp: 200,
  round: 20,
  rounds: 3,
  budget: 300,
  layers: { warmUp: 100, round: 10, rounds: 3, budget: 100 },
  processes: 1,
  continueFor: 200,
};
/** Of the matrix product: many short rounds, since the best one counts. */
const matmulPace: Pace = { warmUp: 200, round: 20, rounds: 30, budget: 1000 };
const MATMUL_SIZE = 256;

/** Trainings whose start is measured. */
const starts = [smallTraining, nanoGPTTraining].map((training) => ({
  name: training.name.replace('train', 'start'),
  training,
}));

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

/** Someone who takes part. */
interface Entrant {
  readonly name: string;
}

class Bench {
  readonly #options: Options;
  readonly #console: Console;
  readonly #pace: Paces;
  readonly #starts: typeof starts;
  readonly #results = {
    rows: [] as Row[],
    layers: [] as LayerRow[],
    fresh: [] as StartupRow[],
    skipped: [] as Skipped[],
  };

  constructor(options: Options, console: Console) {
    this.#options = options;
    this.#console = console;
    this.#pace = options.quick ? quick : full;
    this.#starts = options.quick ? starts.slice(0, 1) : starts;
  }

  async run(): Promise<Results> {
    const { show, warn } = this.#console;
    const date = new Date().toISOString();
    const machine = thisMachine();
    const before = loadPerCore();
    show(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}`);
    show(`Load before: ${before.toFixed(2)} per core`);
    if (before > QUIET) warn('WARNING: this machine is busy with something else. These numbers are not to be quoted.');

    await buildWorker();
    const present = await this.#contestants();
    const peak = Math.max(...present.map(({ gflops }) => gflops ?? 0));
    for (const workload of workloads) await this.#measureWorkload(workload, present, peak);
    await this.#measureLayers(present.filter(({ ours }) => ours));
    for (const { name, training } of this.#starts) await this.#measureStart(name, training, present);

    const after = loadPerCore();
    show(`\nLoad after: ${after.toFixed(2)} per core`);
    const pace = this.#options.quick ? 'quick' : 'full';
    return { date, pace, machine, load: { before, after }, contestants: present, ...this.#results };
  }

  /** Everyone who takes part in anything, with the speed of their matrix product. */
  async #contestants(): Promise<ContestantRecord[]> {
    const entrants = Object.keys(contestants).map((name) => ({ name }));
    const wanted = entrants.filter(({ name }) => this.#namesFor(name).some((what) => this.#isWanted(what, name)));
    const started = await this.#start('everything', wanted, { matmul: MATMUL_SIZE });
    if (started.length === 0) {
      const choice = [...this.#namesFor('cpu'), `each on ${Object.keys(contestants).join(', ')}`].join('\n  ');
      throw new RangeError(`There is nothing to measure; choose from\n  ${choice}`);
    }
    const timings = await measure(workersOf(started), matmulPace);
    const records: ContestantRecord[] = [];
    for (const [i, { name, worker }] of started.entries()) {
      const timing = timings[i];
      const gflops = isFailure(timing) ? null : (2 * MATMUL_SIZE ** 3) / timing.fastest / 1000;
      records.push({ name, ours: name in engines, ...(await worker.describe()), gflops });
      worker.end();
    }
    this.#console.show(`\n## Who takes part\n\n${contestantTable(records)}`);
    return records;
  }

  async #measureWorkload(workload: Workload, present: readonly ContestantRecord[], peak: number): Promise<void> {
    const { name } = workload;
    const started = await this.#start(name, this.#wanted(name, present), { workload: name });
    if (started.length === 0) return;
    this.#console.show(`\n## ${name}\n`);
    const timings = await measure(workersOf(started), this.#pace);
    const rows: Row[] = [];
    for (const [i, { worker, ...contestant }] of started.entries()) {
      await this.#attempt(name, contestant, async () => {
        const timing = timingOf(timings[i]);
        rows.push(rowOf(workload, contestant, await worker.amounts(), timing, peak));
      });
      worker.end();
    }
    if (rows.length > 0) this.#console.show(rowTable(rows, new Set(Object.keys(engines))));
    this.#results.rows.push(...rows);
  }

  async #measureLayers(ours: readonly Entrant[]): Promise<void> {
    const rows = this.#results.layers;
    for (const { name: layer } of layers) {
      for (const engine of this.#wanted(layer, ours)) {
        await this.#attempt(layer, engine, async () => rows.push(await this.#layerRow(layer, engine.name)));
      }
    }
    if (rows.length > 0) this.#console.show(`\n## Layers of your own\n\n${layerTable(rows)}`);
  }

  /** The times of both versions of a layer on an engine, which take turns. */
  async #layerRow(layer: string, engine: string): Promise<LayerRow> {
    const workers: WorkerProcess[] = [];
    try {
      for (const version of ['builtIn', 'custom'] as const)
        workers.push(await WorkerProcess.start({ contestant: engine, layer, version }));
      const timings = await measure(workers, this.#pace.layers);
      const [builtIn, custom] = timings.map((timing) => timingOf(timing).median);
      return { workload: layer, engine, builtIn, custom };
    } finally {
      for (const worker of workers) worker.end();
    }
  }

  /** Everyone, and a process in which nothing happens. */
  async #measureStart(name: string, training: Training, present: readonly Entrant[]): Promise<void> {
    const wanted = this.#wanted(name, present);
    if (wanted.length === 0) return;
    this.#console.show(`\n## ${name}, in a process of its own\n`);
    const rows: StartupRow[] = [];
    for (const entrant of [{ name: 'nobody' }, ...wanted]) {
      await this.#attempt(name, entrant, async () => {
        rows.push({ workload: name, engine: entrant.name, ...(await this.#startupCost(entrant.name, training)) });
      });
    }
    this.#console.show(startupTable(rows));
    this.#results.fresh.push(...rows);
  }

  /** The medians over several processes. */
  async #startupCost(contestant: string, training: Training): Promise<StartupCost> {
    const { processes, continueFor } = this.#pace;
    const costs: StartupCost[] = [];
    for (let i = 0; i < processes; i++) {
      const worker = await WorkerProcess.start({ contestant, task: training.task(), continueFor });
      costs.push(await worker.startupCost());
      worker.end();
    }
    return {
      firstStep: median(costs.map(({ firstStep }) => firstStep)),
      peakMemory: median(costs.map(({ peakMemory }) => peakMemory)),
    };
  }

  /** Starts a process for each entrant who can do the work; the others are skipped. */
  async #start<E extends Entrant>(
    what: string,
    entrants: readonly E[],
    work: { readonly workload: string } | { readonly matmul: number },
  ): Promise<(E & { readonly worker: WorkerProcess })[]> {
    const started: (E & { readonly worker: WorkerProcess })[] = [];
    for (const entrant of entrants) {
      await this.#attempt(what, entrant, async () => {
        started.push({ ...entrant, worker: await WorkerProcess.start({ contestant: entrant.name, ...work }) });
      });
    }
    return started;
  }

  /** Does something for an entrant, who is skipped if it fails. */
  async #attempt(what: string, { name: engine }: Entrant, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#results.skipped.push({ workload: what, engine, reason });
      this.#console.warn(`SKIPPED: ${what} · ${engine}: ${reason}`);
    }
  }

  #wanted<E extends Entrant>(what: string, entrants: readonly E[]): E[] {
    return entrants.filter(({ name }) => this.#isWanted(what, name));
  }

  #isWanted(what: string, contestant: string): boolean {
    return this.#options.only?.test(`${what} · ${contestant}`) ?? true;
  }

  /** The names of everything that is measured of a contestant; custom layers are measured on our engines alone. */
  #namesFor(contestant: string): string[] {
    const measured = [...workloads, ...(contestant in engines ? layers : []), ...this.#starts];
    return measured.map(({ name }) => name);
  }
}

function workersOf(started: readonly { readonly worker: WorkerProcess }[]): WorkerProcess[] {
  return started.map(({ worker }) => worker);
}
