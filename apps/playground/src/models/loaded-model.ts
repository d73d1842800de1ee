import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { Predictor, type GenerativeModel, type GPT, type GPTParts } from '@microgpt/gpt';
import { batchOptionsFrom, modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Random, type RandomState } from '@microgpt/random';
import { kindOf, knownTokens, textBeginning, type DataKind } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import { loadLayers } from '../layers/load-layers.ts';
import { engineNamed } from '../run/engine-named.ts';
import type { LearnedPart, LearnedText } from './learned-text.ts';
import type { ModelFile, RunSettings } from './model-file.ts';

/** A model that can write, and all that it needs. */
export interface LoadedModel {
  /** The GPT, with its layers. */
  readonly gpt: GPT;
  /** The parts of the network that are not the usual ones. */
  readonly parts: Partial<GPTParts>;
  /** The same, but it writes only tokens that the tokenizer has. */
  readonly model: GenerativeModel;
  readonly tokenizer: Tokenizer;
  readonly predictor: Predictor;
  /**
   * How texts begin and end. A model without a token for that writes running text, whatever its run says. Undefined for one of another
   * program that has such a token, and writes any texts with it.
   */
  readonly kind: DataKind | undefined;
  /** Whether a run trained it whose samples it should repeat; otherwise another program did. */
  readonly isOfRun: boolean;
  /** The token after which running text begins; undefined if the text is not known that would tell. */
  readonly beginning: number | undefined;
  /** What it learned from; undefined for the model of another program. */
  readonly part: LearnedPart | undefined;
  /** The random stream of the run at this step. */
  readonly stream: RandomState;
  /** The place of the next batch in its data; undefined if the file does not say. */
  readonly place: number | undefined;
  /** How much its run learns from in a step. */
  readonly perStep: Pick<RunSettings, 'batch' | 'accumulate'>;
  /** The size of its file. */
  readonly bytes: number;
  /** Frees its memory. */
  dispose(): void;
}

/**
 * Loads the model of a checkpoint.
 *
 * @param learned the text that it learned from; undefined if it is not known here
 * @throws RangeError if the file is damaged, or holds no GPT or no tokenizer for it
 */
export async function loadModel(
  { bytes, settings, part, layers }: ModelFile,
  learned?: LearnedText,
): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(bytes);
  const tokenizer = tokenizerOf(checkpoint);
  const rng = new Random(settings.seed);
  // A machine without SIMD in WebAssembly can write what another one trained.
  const engine = await engineNamed(settings.engine).catch(() => engineNamed('cpu'));
  const parts = await loadLayers(layers);
  const gpt = await modelFrom(checkpoint, { engine, rng, ...parts });
  const { vocabSize } = gpt.config;
  const lacksBOS = tokenizer.bos === vocabSize && tokenizer.vocabSize === vocabSize + 1;
  if (tokenizer.vocabSize > vocabSize && !lacksBOS) {
    throw new RangeError(
      `The tokenizer has ${tokenizer.vocabSize} tokens, but the model has only ${vocabSize}. Open the model with its own tokenizer.`,
    );
  }
  await restoreStream(checkpoint, rng);
  const model = knownTokens(gpt, tokenizer);
  const predictor = new Predictor(model);
  return {
    ...{ gpt, parts, model, tokenizer, predictor, stream: rng.save() },
    place: checkpoint.batches === null ? undefined : batchOptionsFrom(checkpoint).start,
    perStep: { batch: settings.batch, accumulate: settings.accumulate },
    kind: lacksBOS ? 'text' : (settings.kind ?? kindOf(checkpoint)),
    isOfRun: settings.kind !== undefined,
    beginning: textBeginning(tokenizer, learned?.start ?? ''),
    ...{ part, bytes: bytes.length },
    dispose: () => {
      predictor.dispose();
      free(gpt);
    },
  };
}

function tokenizerOf(checkpoint: Checkpoint): Tokenizer {
  if (checkpoint.tokenizer !== null) return tokenizerFrom(checkpoint);
  throw new RangeError('The model has no tokenizer, so it cannot write text. Open it together with its tokenizer.');
}

/** Restores the random stream of the run. A model that another program made has none, and keeps that of the seed. */
async function restoreStream(checkpoint: Checkpoint, rng: Random): Promise<void> {
  try {
    await checkpoint.load({ random: { rng } });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function free(model: GPT): void {
  for (const tensor of model.namedTensors().values()) tensor.dispose();
}
