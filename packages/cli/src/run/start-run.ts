import type { Checkpoint } from '@microgpt/checkpoint';
import { GPT, type GPTParts } from '@microgpt/gpt';
import { batchOptionsFrom, modelFrom } from '@microgpt/gpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { engines } from '@microgpt/terminal';
import type { Dataset } from '../data/dataset.ts';
import type { Settings } from '@microgpt/run';
import { createOptimizer } from './create-optimizer.ts';
import { LossCurve } from '@microgpt/run';
import { rateAt } from '@microgpt/run';
import type { Run } from './run.ts';
import type { DataRecord, Progress, RunRecord } from '@microgpt/run';

/** What a run starts from. */
export interface RunOptions {
  readonly settings: Settings;
  readonly data: DataRecord;
  readonly dataset: Dataset;
  /** The absolute path of the checkpoint that the run starts, or once started, from. */
  readonly from?: string | undefined;
  /** Your own parts of the network. */
  readonly parts?: Partial<GPTParts> | undefined;
}

const NOTHING: Progress = { step: 0, seconds: 0, elapsed: 0, tokens: 0, done: false };

/**
 * A new run, before its first step.
 *
 * @param rng the stream of the seed, after the lines were shuffled
 * @param checkpoint the one whose weights are the initial values; default random ones
 */
export async function createRun(options: RunOptions, rng: Random, checkpoint?: Checkpoint): Promise<Run> {
  const { settings, dataset, parts = {} } = options;
  const engine = await engines[settings.engine]();
  const model = checkpoint
    ? await modelFrom(checkpoint, { engine, rng, dropout: settings.dropout, ...parts })
    : new GPT({ ...configOf(settings, dataset), ...parts }, new Initializer(engine, rng, { std: settings.std }));
  return assemble(options, model, rng, { progress: NOTHING, place: 0 });
}

/**
 * The run in a checkpoint, where it was saved. It goes on bit for bit, unless settings differ from the saved ones.
 *
 * @throws RangeError if the checkpoint does not fit the data or the parts
 */
export async function resumeRun(options: RunOptions, checkpoint: Checkpoint, record: RunRecord): Promise<Run> {
  const { settings, parts = {} } = options;
  const rng = new Random(settings.seed);
  const model = await modelFrom(checkpoint, { engine: await engines[settings.engine](), rng, ...parts });
  const { start } = batchOptionsFrom(checkpoint);
  const { history } = record;
  const run = assemble(options, model, rng, { progress: { ...record.progress, done: false }, history, place: start });
  await checkpoint.load({ model, optimizer: run.optimizer, random: { rng } });
  return run;
}

/** The network of the settings. */
function configOf(settings: Settings, { tokenizer }: Dataset) {
  const { architecture, bias, activation, dropout, tieHead, layers, heads, embd, block } = settings;
  const { vocabSize } = tokenizer;
  const sizes = { vocabSize, blockSize: block, nLayer: layers, nHead: heads, nEmbd: embd };
  return { ...sizes, architecture, bias, activation, dropout, tieHead };
}

function assemble(
  { settings, data, from, dataset }: RunOptions,
  model: GPT,
  rng: Random,
  { progress, history, place }: Pick<Run, 'progress'> & Partial<Pick<RunRecord, 'history'>> & { place: number },
): Run {
  const { steps, batch } = settings;
  const position = { fraction: 0 };
  const lr = (step: number) => rateAt(settings, steps === null ? position.fraction : step / steps);
  return {
    settings,
    data,
    from,
    dataset,
    model,
    optimizer: createOptimizer(model, settings, lr),
    rng,
    batches: dataset.trainingBatches({ blockSize: model.config.blockSize, batchSize: batch }, rng, place),
    curve: new LossCurve(history),
    progress,
    position,
  };
}
