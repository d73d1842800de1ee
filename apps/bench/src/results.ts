import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';

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
  readonly fresh: readonly FreshRow[];
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
  readonly kind: 'training' | 'generation';
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
  /** Where the contestant does something else than the others. */
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

/** A layer on one of our engines: microseconds for a forward and a backward pass, or for the step of training that it stands for. */
export interface LayerRow {
  readonly workload: string;
  readonly engine: string;
  /** As the packages have it. */
  readonly builtIn: number;
  /** As a user writes it. */
  readonly custom: number;
}

/** What a process of its own needed. */
export interface FreshRow {
  readonly workload: string;
  readonly engine: string;
  /** From the start of the process to the end of the first step, in milliseconds. */
  readonly firstStep: number;
  /** The most memory that the process had, in megabytes. */
  readonly peakMemory: number;
}

/** Something that was not measured. */
export interface Skipped {
  readonly workload: string;
  readonly engine: string;
  readonly reason: string;
}

/** @throws Error if the file cannot be read */
export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** Writes the results as prettier would. */
export function writeResults(file: string | URL, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}

/** Four digits are more than a measurement is worth. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
