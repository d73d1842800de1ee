import type { Contestant } from './contestant.ts';
import type { Timing } from './measure.ts';
import type { ContestantRecord, Row } from './results.ts';
import type { Amounts } from './runners.ts';
import type { Workload } from './workloads/index.ts';

/** What is kept of a contestant. */
export function contestantRecord({ name, engine, dtype, about }: Contestant, gflops: number | null): ContestantRecord {
  return { name, ours: engine !== undefined, dtype, about, gflops };
}

/**
 * What is kept of a contestant's work.
 *
 * @param peak the FLOPs that MFU is a part of, in billions a second; 0 if nobody has a product
 */
export function rowOf(workload: Workload, contestant: Contestant, amounts: Amounts, timing: Timing, peak: number): Row {
  const { nEmbd, nLayer, nHead, blockSize, vocabSize } = workload.task().config;
  // A unit of generation is one token; a step is one more token of every document.
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
    mfu: peak === 0 ? null : amounts.flopsPerUnit / timing.median / 1000 / peak,
  };
}
