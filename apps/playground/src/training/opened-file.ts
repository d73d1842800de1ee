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

/** Finds a text by its SHA-256. */
type FindText = (sha256: string) => Promise<SourceText | undefined>;

const NO_DATA: DataRecord = { source: '', bytes: 0, sha256: '', documents: 0, trainingTokens: 0, validationTokens: 0 };
const EMPTY = new Float64Array();
const NO_HISTORY = { steps: EMPTY, losses: EMPTY, evaluatedSteps: EMPTY, validationLosses: EMPTY, best: null };

const notACheckpoint =
  'it is not a microgpt checkpoint, or it is incomplete or damaged; choose a .safetensors file saved by this page or the command line';

/**
 * The run in a checkpoint, as it is kept in the browser: to go on with if its text is known, else a model that writes.
 *
 * @throws RangeError if the file is no checkpoint, is damaged, or has no GPT or no tokenizer that this page can use
 */
export async function openedFile({ id, created, file, name }: FileToOpen, findText: FindText): Promise<RunChange> {
  const checkpoint = await openCheckpoint(file).catch((error: unknown) => {
    throw new RangeError(notACheckpoint, { cause: error });
  });
  const record = runRecordOf(checkpoint.extra);
  checkParts(checkpoint, record);
  if (checkpoint.tokenizer === null) {
    throw new RangeError('it has no tokenizer, so it cannot read or write text; import it again with --tokenizer');
  }
  const tokenizer = tokenizerFrom(checkpoint);
  const model = await modelFrom(checkpoint, { engine: await engineNamed('wasm') });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const known = checkpoint.hasOptimizer ? record : undefined;
  const text = known && (await textOf(known, findText));
  const step = stepOf(checkpoint, record);
  const trainable = known && text ? await trainableRun(bytes, known, text) : undefined;
  const state: RunState = {
    ...{ id, created },
    dataName: record ? (text?.source === record.data.source ? text.name : nameOf(record.data.source)) : name,
    settings: record?.settings ?? settingsOf(model),
    data: record?.data ?? NO_DATA,
    progress: record?.progress ?? finished(step),
    history: record?.history ?? NO_HISTORY,
    vocabSize: tokenizer.vocabSize,
    parameters: model.parameterCount(),
    status: trainable?.status ?? 'model',
    problem: trainable ? undefined : whyOnlyModel(record, known),
    loss: record?.history.losses.at(-1),
    validationLoss: record?.history.validationLosses.at(-1),
    baselines: trainable?.baselines,
    speed: { stepsPerSecond: undefined, tokensPerSecond: undefined, secondsLeft: undefined },
    kept: [{ step, bytes: trainable?.model.length ?? bytes.length }],
  };
  const steps = trainable ? new Map([[step, trainable.model]]) : undefined;
  return { state, version: crypto.randomUUID(), checkpoint: bytes, ...(steps && { steps }) };
}

/** @throws RangeError if the model has parts of its own */
function checkParts({ model }: Checkpoint, record: RunRecord | undefined): void {
  const { parts = [] } = { ...(model as { readonly parts?: readonly string[] } | null) };
  if (record?.settings.parts == null && parts.length === 0) return;
  const which = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  throw new RangeError(
    `its network uses custom code${which} that is not in the file; where you have that code, write with microgpt sample`,
  );
}

/** The text of a run, if it is known here; undefined if what was found is another one. */
async function textOf({ data }: RunRecord, findText: FindText): Promise<SourceText | undefined> {
  const text = await findText(data.sha256);
  if (text === undefined) return undefined;
  const { sha256 } = await corpusFrom(text.source, text.bytes);
  return sha256 === data.sha256 ? text : undefined;
}

interface TrainableRun {
  readonly status: RunState['status'];
  readonly baselines: Baselines;
  /** The model without its optimizer. */
  readonly model: Uint8Array<ArrayBuffer>;
}

/** @throws RangeError if anything that it needs to go on is missing or damaged */
async function trainableRun(bytes: Uint8Array, { progress }: RunRecord, text: SourceText): Promise<TrainableRun> {
  const run = await resumedRun(bytes, text);
  return { status: statusOf(progress), baselines: baselinesOfDataset(run.dataset), model: await modelBytes(run) };
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
function settingsOf({ config }: GPT): Settings {
  const { architecture, bias, activation, tieHead, nLayer, nHead, nEmbd, blockSize } = config;
  const sizes = { layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize };
  return resolveSettings({ architecture, bias, activation, tieHead, ...sizes, kind: 'text', data: '' }, {});
}

function nameOf(source: string): string {
  return source.split(/[/\\]/).at(-1) ?? source;
}
