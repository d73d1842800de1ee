// The settings.
export { checkRate } from './settings/check-rate.ts';
export { longerSettings } from './settings/longer-settings.ts';
export { presetNames, type PresetName } from './settings/preset-names.ts';
export { presets } from './settings/presets.ts';
export { fittingRate, resolveSettings } from './settings/resolve-settings.ts';
export { RunError, type Named } from './settings/run-error.ts';
export type { DataKind, GivenSettings, Settings } from './settings/settings.ts';
export { chosenNames, usualSettings } from './settings/usual-settings.ts';
// The data.
export { batchesOfStep, type BatchesOfStepOptions, type DataPosition } from './data/batches-of-step.ts';
export { checkBlock } from './data/check-block.ts';
export { checkLength, LEAST_CHARACTERS } from './data/check-length.ts';
export { containsIn } from './data/contains-in.ts';
export { corpusFrom } from './data/corpus-from.ts';
export type { Corpus } from './data/corpus.ts';
export { createTokenizer, type ReadTokenizer } from './data/create-tokenizer.ts';
export { dataRecordOf, type DataRecord } from './data/data-record.ts';
export {
  createDataset,
  textsOf,
  trainingTexts,
  type BatchSizes,
  type Dataset,
  type DatasetOptions,
  type EvaluationBatches,
} from './data/dataset.ts';
export { detectKind, type DetectedKind } from './data/detect-kind.ts';
export { encodeKnown } from './data/encode-known.ts';
export { kindOf } from './data/kind-of.ts';
export { startProblem, textProblem } from './data/text-problem.ts';
export { isKnown, tryEncode, type Encoded, type UnknownCharacters } from './data/try-encode.ts';
// The plan.
export type { StartingPoint } from './plan/checkpoint-network.ts';
export { choicesFor, type ChoicesOptions } from './plan/choices-for.ts';
export type { Choices, Chosen, TextFacts, TokenFacts } from './plan/choices.ts';
export { chooseEvaluation } from './plan/choose-evaluation.ts';
export { choosePlan, type Plan, type PlanFacts } from './plan/choose-plan.ts';
export { countParameters } from './plan/count-parameters.ts';
export { evaluatedTokens } from './plan/evaluated-tokens.ts';
export { measureCost, type Cost, type CostOptions } from './plan/measure-cost.ts';
export { measureSpeed } from './plan/measure-speed.ts';
export { newSettings, type NewRun, type NewRunOptions } from './plan/new-settings.ts';
export type { Reasons } from './plan/reasons.ts';
// The run.
export type { RunOptions } from './loop/assemble-run.ts';
export { contentsOf } from './loop/contents-of.ts';
export { createOptimizer, type RunOptimizer } from './loop/create-optimizer.ts';
export { createRun } from './loop/create-run.ts';
export { knownTokens } from './loop/known-tokens.ts';
export { LossCurve } from './loop/loss-curve.ts';
export { lowerRate } from './loop/lower-rate.ts';
export type { NetworkSettings } from './loop/network-of.ts';
export { rateAt, type RateSettings } from './loop/rate-at.ts';
export { resumeRun } from './loop/resume-run.ts';
export { lateBy } from './loop/run-clock.ts';
export type { Evaluation, RunListener, Sample, StepReport } from './loop/run-listener.ts';
export { runLoop, type LoopEnd, type LoopOptions, type Stop } from './loop/run-loop.ts';
export { runRecordOf } from './loop/run-record-of.ts';
export type { LossHistory, Progress, RunRecord } from './loop/run-record.ts';
export type { RunStore } from './loop/run-store.ts';
export type { Run } from './loop/run.ts';
export { textBeginning } from './loop/text-beginning.ts';
export { SAMPLE_TOKENS, writeSamples } from './loop/write-samples.ts';
// Its measures.
export { baselinesOf, type BaselineData, type Baselines } from './meter/baselines.ts';
export { baselinesOfDataset } from './meter/baselines-of-dataset.ts';
export { formatDuration } from './meter/format-duration.ts';
export { measurePeak } from './meter/measure-peak.ts';
export { RunMeter, type RunMeterOptions, type RunMeasures } from './meter/run-meter.ts';
export { SmoothedLoss } from './meter/smoothed-loss.ts';
export { TimeLeft, type TimeLeftOptions } from './meter/time-left.ts';
