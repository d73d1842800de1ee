import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from '../measure/machine.ts';
import type { Timing } from '../measure/measure.ts';
import type { Amounts, StartupCost } from '../measure/work.ts';
import type { Workload } from '../workloads/index.ts';

/** Everything that a run found out; `pnpm bench` writes it, docs/speed.md is made from it. */
export interface Results {
  readonly date: string;
  /** `quick` has too few rounds to be quoted. */
  readonly pace: 'full' | 'quick';
  readonly machine: Machine;
  /** The load average per core. */
  readonly load: { readonly before: number; readonly after: number };
  readonly contestants: readonly ContestantRecord[];
  readonly rows: readonly Row[];
  readonly layers: readonly LayerRow[];
  readonly fresh: readonly StartupRow[];
  readonly skipped: readonly Skipped[];
}

/** Who took part. */
export interface ContestantRecord {
  readonly name: string;
  readonly ours: boolean;
  readonly dtype: string;
  readonly about: string;
  /** How many billion FLOPs a second its 256³ matrix product reaches at best; null if it has none. */
  readonly gflops: number | null;
}

/** One workload on one contestant. */
export interface Row {
  readonly workload: string;
  readonly kind: Workload['kind'];
  readonly engine: string;
  readonly dtype: string;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly block: number;
  readonly batch: number;
  readonly vocabulary: number;
  /** Where the documents come from. */
  readonly data: string;
  /** How the contestant's work differs from that of the others. */
  readonly note: string;
  /** A training step, or one more token of every document. */
  readonly usPerStep: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly rounds: number;
  readonly usPerSample: number;
  readonly tokensPerSecond: number;
  /** Model FLOPs over time, as a part of the best 256³ product of all contestants; null if none has one. */
  readonly mfu: number | null;
}

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
 * @param peak the FLOPs that MFU is a part of, in billions a second; 0 if nobody has a matrix product
 */
export function rowOf(
  workload: Workload,
  { name, dtype }: ContestantRecord,
  amounts: Amounts,
  timing: Timing,
  peak: number,
): Row {
  const { nEmbd, nLayer, nHead, blockSize, vocabSize } = workload.task().config;
  // A unit of generation is one token; a step is one more token of every document.
  const unitsPerStep = workload.kind === 'generation' ? amounts.documents : 1;
  return {
    workload: workload.name,
    kind: workload.kind,
    engine: name,
    dtype,
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
    mfu: peak === 0 ? null : amounts.flopsPerUnit / timing.median / 1000 / peak,
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
