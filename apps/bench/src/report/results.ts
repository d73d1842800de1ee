import { readFileSync, writeFileSync } from 'node:fs';
import type { thisMachine } from '../measure/machine.ts';
import type { Timing } from '../measure/measure.ts';
import type { Amounts, Description, StartupCost } from '../measure/work.ts';
import type { Workload } from '../workloads/index.ts';
import type { Version } from '../workloads/layers.ts';

/** All results of a run; `pnpm bench` writes them, and docs/speed.md is generated from them. */
export interface Results {
  readonly date: string;
  /** `quick` has too few rounds to be quoted. */
  readonly pace: 'full' | 'quick';
  readonly machine: ReturnType<typeof thisMachine>;
  /** The load average per core. */
  readonly load: { readonly before: number; readonly after: number };
  readonly contestants: ContestantRecord[];
  readonly rows: Row[];
  /** Microseconds for a forward and a backward pass, or for a training step, in each version of a layer. */
  readonly layers: (Measured & Readonly<Record<Version, number>>)[];
  /** The cost of starting to train. */
  readonly fresh: (Measured & StartupCost)[];
  readonly skipped: (Measured & { readonly reason: string })[];
}

/** A workload and a contestant. */
export type Measured = Readonly<Record<'workload' | 'engine', string>>;

/** A contestant of the run. */
export interface ContestantRecord extends Description {
  readonly name: string;
  readonly ours: boolean;
  /** The best speed of its 256³ matrix product, in billion FLOPs per second; null if it has none. */
  readonly gflops: number | null;
}

/** The result of one workload for one contestant. */
export type Row = Readonly<ReturnType<typeof rowOf>>;

/**
 * The row of a contestant's work.
 *
 * @param peak the divisor of MFU: the best 256³ product of all contestants, in GFLOP/s; 0 if none has one
 */
export function rowOf(
  workload: Workload,
  contestant: ContestantRecord,
  timing: Timing,
  amounts: Amounts,
  peak: number,
) {
  const { nEmbd, nLayer, nHead, blockSize, vocabSize } = workload.task().config;
  // A step is a training step, or one more token of every document; a unit of generation is one token.
  const unitsPerStep = workload.kind === 'generation' ? workload.documents : 1;
  return {
    workload: workload.name,
    kind: workload.kind,
    engine: contestant.name,
    dtype: contestant.dtype,
    width: nEmbd,
    layers: nLayer,
    heads: nHead,
    block: blockSize,
    batch: workload.documents,
    vocabulary: vocabSize,
    data: workload.data,
    note: amounts.note,
    usPerStep: timing.median * unitsPerStep,
    fastest: timing.fastest * unitsPerStep,
    slowest: timing.slowest * unitsPerStep,
    rounds: timing.rounds,
    usPerSample: timing.median * amounts.unitsPerDocument,
    tokensPerSecond: (amounts.tokensPerUnit / timing.median) * 1e6,
    mfu: peak === 0 ? null : amounts.flopsPerUnit / timing.median / 1000 / peak, // null if no contestant has a matrix product
  };
}

/** @throws Error if the file cannot be read */
export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** Writes the results in Prettier's format, with four digits: more than a measurement is worth. */
export function writeResults(file: string | URL, results: Results): void {
  const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}
