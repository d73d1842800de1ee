import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from '../measure/machine.ts';
import type { Timing } from '../measure/measure.ts';
import type { Amounts, Description, StartupCost } from '../measure/work.ts';
import type { Workload } from '../workloads/index.ts';

/** Everything that a run found out; `pnpm bench` writes it, docs/speed.md is made from it. */
export interface Results {
  readonly date: string;
  /** `quick` has too few rounds to be quoted. */
  readonly pace: 'full' | 'quick';
  readonly machine: Machine;
  /** The load average per core. */
  readonly load: { readonly before: number; readonly after: number };
  readonly contestants: ContestantRecord[];
  readonly rows: Row[];
  readonly layers: LayerRow[];
  readonly fresh: StartupRow[];
  readonly skipped: Skipped[];
}

/** Who took part. */
export interface ContestantRecord extends Description {
  readonly name: string;
  readonly ours: boolean;
  /** How many billion FLOPs a second its 256³ matrix product reaches at best; null if it has none. */
  readonly gflops: number | null;
}

/** One workload on one contestant. */
export type Row = Readonly<ReturnType<typeof rowOf>>;

/** A layer on one of our engines: microseconds for a forward and a backward pass, or for a training step, in each version. */
export interface LayerRow {
  readonly workload: string;
  readonly engine: string;
  readonly builtIn: number;
  readonly custom: number;
}

/** What a process took to start training. */
export interface StartupRow extends StartupCost {
  readonly workload: string;
  readonly engine: string;
}

/** Something that was not measured. */
export interface Skipped {
  readonly workload: string;
  readonly engine: string;
  readonly reason: string;
}

/**
 * The row of a contestant's work.
 *
 * @param peak what MFU is a part of: the best 256³ product of all contestants, in GFLOP/s; 0 if nobody has one
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
  const unitsPerStep = workload.kind === 'generation' ? amounts.documents : 1;
  return {
    workload: workload.name,
    kind: workload.kind,
    engine: contestant.name,
    dtype: contestant.dtype,
    width: nEmbd,
    layers: nLayer,
    heads: nHead,
    block: blockSize,
    batch: amounts.documents,
    vocabulary: vocabSize,
    data: workload.data,
    note: amounts.note,
    usPerStep: timing.median * unitsPerStep,
    fastest: timing.fastest * unitsPerStep,
    slowest: timing.slowest * unitsPerStep,
    rounds: timing.rounds,
    usPerSample: timing.median * amounts.unitsPerDocument,
    tokensPerSecond: (amounts.tokensPerUnit / timing.median) * 1e6,
    mfu: peak === 0 ? null : amounts.flopsPerUnit / timing.median / 1000 / peak, // null if nobody has a matrix product
  };
}

/** @throws Error if the file cannot be read */
export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** Writes the results as prettier would, in four digits: more than a measurement is worth. */
export function writeResults(file: string | URL, results: Results): void {
  const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}
