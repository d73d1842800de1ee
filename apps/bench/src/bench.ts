import { contestants, engines } from './contestants/index.ts';
import { loadPerCore, QUIET, thisMachine } from './measure/machine.ts';
import { isFailure, measure, median, timingOf, type Pace } from './measure/measure.ts';
import type { StartupCost } from './measure/work.ts';
import { buildWorker, WorkerProcess } from './measure/worker-process.ts';
import type { Options } from './options.ts';
import { rowOf, type ContestantRecord, type Results } from './report/results.ts';
import { contestantTable, layerTable, rowTable, startupTable } from './report/tables.ts';
import { starts, workloads, type Workload } from './workloads/index.ts';
import { layers } from './workloads/layers.ts';
import type { Task } from './workloads/task.ts';

/** How long to measure: workloads and layers, and how many processes of a contestant to start, which then train for a while. */
const full = {
  workloads: { warmUp: 500, round: 100, rounds: 15, budget: 4000 },
  layers: { warmUp: 150, round: 30, rounds: 15, budget: 600 },
  starts: { processes: 3, continueFor: 1000 },
};
const quick: typeof full = {
  workloads: { warmUp: 200, round: 20, rounds: 3, budget: 300 },
  layers: { warmUp: 100, round: 10, rounds: 3, budget: 100 },
  starts: { processes: 1, continueFor: 200 },
};
/** The schedule of the matrix product: many short rounds, because the best one counts. */
const matmulPace: Pace = { warmUp: 200, round: 20, rounds: 30, budget: 1000 };
const MATMUL_SIZE = 256;

/** A run of the benchmark: measures what the options select, and prints results as they come. */
export class Bench {
  readonly #options: Options;
  readonly #console: Pick<Console, 'log' | 'warn'>;
  readonly #pace: typeof full;
  readonly #starts: readonly Workload[];
  readonly #skipped: Results['skipped'] = [];

  constructor(options: Options, console: Pick<Console, 'log' | 'warn'>) {
    this.#options = options;
    this.#console = console;
    this.#pace = options.quick ? quick : full;
    this.#starts = options.quick ? starts.slice(0, 1) : starts;
  }

  /** Measures. */
  async run(): Promise<Results> {
    const console = this.#console;
    const date = new Date().toISOString();
    const machine = thisMachine();
    const before = loadPerCore();
    console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}`);
    console.log(`Load before: ${before.toFixed(2)} per core`);
    if (before > QUIET) console.warn('WARNING: this machine is busy with something else. Do not quote these numbers.');

    await buildWorker();
    const present = await this.#contestants();
    const rows: Results['rows'] = [];
    for (const workload of workloads) rows.push(...(await this.#rows(workload, present)));
    const layers = await this.#layerRows(present.filter(({ ours }) => ours));
    const fresh: Results['fresh'] = [];
    for (const start of this.#starts) fresh.push(...(await this.#startupRows(start, present)));

    const after = loadPerCore();
    console.log(`\nLoad after: ${after.toFixed(2)} per core`);
    const pace = this.#options.quick ? 'quick' : 'full';
    const load = { before, after };
    return { date, pace, machine, load, contestants: present, rows, layers, fresh, skipped: this.#skipped };
  }

  /** The contestants that take part, with the speed of their matrix product. */
  async #contestants(): Promise<ContestantRecord[]> {
    const wanted = Object.keys(contestants).filter((contestant) =>
      this.#namesFor(contestant).some((name) => this.#isWanted(name, contestant)),
    );
    const workers = wanted.map((contestant) => new WorkerProcess({ contestant, matmul: MATMUL_SIZE }));
    const timings = await measure(workers, matmulPace);
    const present: ContestantRecord[] = [];
    for (const [i, name] of wanted.entries()) {
      const timing = timings[i];
      const gflops = isFailure(timing) ? null : (2 * MATMUL_SIZE ** 3) / timing.fastest / 1000;
      await this.#attempt('everything', name, async () => {
        present.push({ name, ours: name in engines, ...(await workers[i].ask('describe')), gflops });
      });
      workers[i].end();
    }
    if (present.length === 0) {
      const choice = [...this.#namesFor('cpu'), `each on ${Object.keys(contestants).join(', ')}`].join('\n  ');
      throw new RangeError(`There is nothing to measure; choose from\n  ${choice}`);
    }
    this.#console.log(`\n## Contestants\n\n${contestantTable(present)}`);
    return present;
  }

  /** One workload on every contestant that can do it. */
  async #rows(workload: Workload, present: readonly ContestantRecord[]): Promise<Results['rows']> {
    const { name } = workload;
    const peak = Math.max(...present.map(({ gflops }) => gflops ?? 0));
    const wanted = this.#wanted(name, present);
    const workers = wanted.map((contestant) => new WorkerProcess({ contestant: contestant.name, workload: name }));
    const timings = await measure(workers, this.#pace.workloads);
    const rows: Results['rows'] = [];
    for (const [i, contestant] of wanted.entries()) {
      await this.#attempt(name, contestant.name, async () => {
        rows.push(rowOf(workload, contestant, timingOf(timings[i]), await workers[i].ask('amounts'), peak));
      });
      workers[i].end();
    }
    if (rows.length > 0) this.#console.log(`\n## ${name}\n\n${rowTable(rows, new Set(Object.keys(engines)))}`);
    return rows;
  }

  /** Both versions of each layer, measured alternately, on each of our engines. */
  async #layerRows(ours: readonly ContestantRecord[]): Promise<Results['layers']> {
    const rows: Results['layers'] = [];
    for (const { name: layer } of layers) {
      for (const { name: contestant } of this.#wanted(layer, ours)) {
        const versions = ['builtIn', 'custom'] as const;
        const workers = versions.map((version) => new WorkerProcess({ contestant, layer, version }));
        const timings = await measure(workers, this.#pace.layers);
        for (const worker of workers) worker.end();
        await this.#attempt(layer, contestant, () => {
          const [builtIn, custom] = timings.map((timing) => timingOf(timing).median);
          rows.push({ workload: layer, engine: contestant, builtIn, custom });
        });
      }
    }
    if (rows.length > 0) this.#console.log(`\n## Layers of your own\n\n${layerTable(rows)}`);
    return rows;
  }

  /** All contestants, and a process that does nothing. */
  async #startupRows({ name, task }: Workload, present: readonly ContestantRecord[]): Promise<Results['fresh']> {
    const rows: Results['fresh'] = [];
    const wanted = this.#wanted(name, present).map((contestant) => contestant.name);
    for (const contestant of wanted.length > 0 ? ['nobody', ...wanted] : []) {
      await this.#attempt(name, contestant, async () => {
        rows.push({ workload: name, engine: contestant, ...(await this.#startupCost(contestant, task())) });
      });
    }
    if (rows.length > 0) this.#console.log(`\n## ${name}, in a process of its own\n\n${startupTable(rows)}`);
    return rows;
  }

  /** The medians over several processes. */
  async #startupCost(contestant: string, task: Task): Promise<StartupCost> {
    const { processes, continueFor } = this.#pace.starts;
    const costs: StartupCost[] = [];
    for (let i = 0; i < processes; i++) {
      const worker = new WorkerProcess({ contestant, task, continueFor });
      try {
        costs.push(await worker.ask('startupCost'));
      } finally {
        worker.end();
      }
    }
    const medianOf = (key: keyof StartupCost) => median(costs.map((cost) => cost[key]));
    return { firstStep: medianOf('firstStep'), peakMemory: medianOf('peakMemory') };
  }

  /** Does something for a contestant, who is skipped if it fails. */
  async #attempt(name: string, engine: string, action: () => void | Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#skipped.push({ workload: name, engine, reason });
      this.#console.warn(`SKIPPED: ${name} · ${engine}: ${reason}`);
    }
  }

  #wanted(name: string, present: readonly ContestantRecord[]): ContestantRecord[] {
    return present.filter((contestant) => this.#isWanted(name, contestant.name));
  }

  #isWanted(name: string, contestant: string): boolean {
    return this.#options.only?.test(`${name} · ${contestant}`) ?? true;
  }

  /** The names of everything that is measured of a contestant; custom layers are measured on our engines alone. */
  #namesFor(contestant: string): string[] {
    const measured = [...workloads, ...(contestant in engines ? layers : []), ...this.#starts];
    return measured.map(({ name }) => name);
  }
}
