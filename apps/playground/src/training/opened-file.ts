import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import type { GPT } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import {
  baselinesOfDataset,
  corpusFrom,
  resolveSettings,
  runRecordOf,
  type Baselines,
  type DataRecord,
  type Progress,
  type RunRecord,
  type Settings,
} from '@microgpt/run';
import type { RunState } from '../run/run-state.ts';
import type { RunChange } from '../store/run-store.ts';
import { engineNamed } from '../run/engine-named.ts';
import { findLayers, type FoundLayers, type KeptLayers } from './find-layers.ts';
import { modelBytes } from './model-bytes.ts';
import { resumedRun } from './resumed-run.ts';
import type { SourceText } from '../run/source-text.ts';

/** A file, and what the run in it will be called here. */
interface FileToOpen {
  readonly id: string;
  readonly created: number;
  readonly file: Blob;
  readonly name: string;
}

/** A run whose text is known, and the file that it is in. */
export interface RunInFile {
  readonly checkpoint: Checkpoint;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly record: RunRecord;
  readonly text: SourceText;
  readonly layers: FoundLayers;
  /** Where the user's own layers are kept. */
  readonly kept: KeptLayers;
}

/** What is known of a model that was read. */
interface ReadModel {
  readonly parameters: number;
  readonly config: GPT['config'];
}

/** What is known of a run that was read. */
export interface ReadRun extends ReadModel {
  readonly baselines: Baselines;
  /** The model without its optimizer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a file does not hold: texts by their SHA-256, and the user's own layers. */
interface Elsewhere extends KeptLayers {
  text(sha256: string): Promise<SourceText | undefined>;
}

const NO_DATA: DataRecord = { source: '', bytes: 0, sha256: '', documents: 0, trainingTokens: 0, validationTokens: 0 };
const EMPTY = new Float64Array();
const NO_HISTORY = { steps: EMPTY, losses: EMPTY, evaluatedSteps: EMPTY, validationLosses: EMPTY, best: null };

const notACheckpoint =
  'it is not a microgpt checkpoint, or it is incomplete or damaged; choose a .safetensors file saved by this page or the command line';

/**
 * The run in a checkpoint, as it is kept in the browser: to go on with if its text is known, else a model that writes.
 *
 * @param read reads a run whose text is known
 * @throws RangeError if the file is no checkpoint, is damaged, or has no GPT or no tokenizer that this page can use
 * @throws MissingLayersError if its network has layers of the user's own that are not kept here
 */
export async function openedFile(
  { id, created, file, name }: FileToOpen,
  elsewhere: Elsewhere,
  read: (run: RunInFile) => Promise<ReadRun> = runToTrain,
): Promise<RunChange> {
  const checkpoint = await openCheckpoint(file).catch((error: unknown) => {
    throw new RangeError(notACheckpoint, { cause: error });
  });
  const record = runRecordOf(checkpoint.extra);
  const layers = await layersOf(checkpoint, record, elsewhere);
  if (checkpoint.tokenizer === null) {
    throw new RangeError('it has no tokenizer, so it cannot read or write text; import it again with --tokenizer');
  }
  const tokenizer = tokenizerFrom(checkpoint);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const known = checkpoint.hasOptimizer ? record : undefined;
  const text = known && (await textOf(known, elsewhere));
  const step = stepOf(checkpoint, record);
  const run =
    known && text ? await read({ checkpoint, bytes, record: known, text, layers, kept: elsewhere }) : undefined;
  const { parameters, config } = run ?? (await modelAlone(checkpoint, layers));
  const state: RunState = {
    ...{ id, created },
    dataName: record ? (text?.source === record.data.source ? text.name : nameOf(record.data.source)) : name,
    settings: { ...(record?.settings ?? settingsOf(config)), parts: layers.key },
    data: record?.data ?? NO_DATA,
    progress: record?.progress ?? finished(step),
    history: record?.history ?? NO_HISTORY,
    vocabSize: tokenizer.vocabSize,
    parameters,
    status: run && known ? statusOf(known.progress) : 'model',
    problem: run ? undefined : whyOnlyModel(record, known),
    loss: record?.history.losses.at(-1),
    validationLoss: record?.history.validationLosses.at(-1),
    baselines: run?.baselines,
    speed: { stepsPerSecond: undefined, tokensPerSecond: undefined, secondsLeft: undefined },
    kept: [{ step, bytes: run?.bytes.length ?? bytes.length }],
  };
  const steps = run ? new Map([[step, run.bytes]]) : undefined;
  return { state, version: crypto.randomUUID(), checkpoint: bytes, ...(steps && { steps }) };
}

/**
 * The layers of the model. The run names them, or the page that kept its step.
 *
 * @throws RangeError if the model has parts of another program, or layers of the user's own that are not kept here
 */
async function layersOf(
  { model, extra }: Checkpoint,
  record: RunRecord | undefined,
  elsewhere: KeptLayers,
): Promise<FoundLayers> {
  const { parts = [] } = { ...(model as { readonly parts?: readonly string[] } | null) };
  const { parts: named } = record?.settings ?? { ...(extra as { readonly parts?: unknown } | null) };
  if (typeof named === 'string') return findLayers(named, elsewhere);
  if (parts.length === 0) return findLayers(null, elsewhere);
  throw new RangeError(
    `its network uses custom code (${parts.join(', ')}) that is not in the file; where you have that code, write with microgpt sample`,
  );
}

/** The text of a run, if it is known here; undefined if what was found is another one. */
async function textOf({ data }: RunRecord, elsewhere: Elsewhere): Promise<SourceText | undefined> {
  const text = await elsewhere.text(data.sha256);
  if (text === undefined) return undefined;
  const { sha256 } = await corpusFrom(text.source, text.bytes);
  return sha256 === data.sha256 ? text : undefined;
}

/** @throws RangeError if anything that the run needs to go on is missing or damaged */
async function runToTrain({ bytes, text, kept }: RunInFile): Promise<ReadRun> {
  const run = await resumedRun(bytes, text, kept);
  const baselines = baselinesOfDataset(run.dataset);
  const { model } = run;
  return { parameters: model.parameterCount(), config: model.config, baselines, bytes: await modelBytes(run) };
}

/** @throws RangeError if the model is damaged, or not a GPT */
async function modelAlone(checkpoint: Checkpoint, { parts }: FoundLayers): Promise<ReadModel> {
  // A machine without SIMD in WebAssembly can open what another one trained.
  const engine = await engineNamed('wasm').catch(() => engineNamed('cpu'));
  const model = await modelFrom(checkpoint, { engine, ...parts });
  return { parameters: model.parameterCount(), config: model.config };
}

/** The step of a checkpoint: that of its run, or of a model that the page kept. */
function stepOf({ extra }: Checkpoint, record: RunRecord | undefined): number {
  const { step } = { ...(extra as { readonly step?: unknown } | null) };
  return record?.progress.step ?? (typeof step === 'number' ? step : 0);
}

function statusOf({ done, step }: Progress): RunState['status'] {
  if (done) return 'done';
  return step === 0 ? 'ready' : 'paused';
}

function finished(step: number): Progress {
  return { step, seconds: 0, tokens: 0, done: true };
}

function whyOnlyModel(record: RunRecord | undefined, known: RunRecord | undefined): string | undefined {
  if (record === undefined) return undefined;
  if (known === undefined)
    return 'The file has no training state, so this model can write but cannot continue training.';
  return `To continue training, drop the text it learned from here: ${nameOf(record.data.source)}.`;
}

/** The settings of a model whose training is not known. */
function settingsOf(config: GPT['config']): Settings {
  const { architecture, bias, activation, tieHead, nLayer, nHead, nEmbd, blockSize } = config;
  const sizes = { layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize };
  return resolveSettings({ architecture, bias, activation, tieHead, ...sizes, kind: 'text', data: '' }, {});
}

function nameOf(source: string): string {
  return source.split(/[/\\]/).at(-1) ?? source;
}
