import type { Batch, GPT } from '@microgpt/gpt';
import { inference } from '@microgpt/nn';
import { batchesOfStep } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import type { LearnedText } from '../models/learned-text.ts';
import type { LoadedModel } from '../models/loaded-model.ts';

/** A document or window that a step trained on. */
export interface TrainedDocument {
  readonly text: string;
  /** The mean loss of its tokens, with the model that is asked. */
  readonly loss: number;
}

/** What a step trained on. */
export interface TrainedOn {
  /** Its documents, the most surprising first. Of very many, the losses of the first ones are computed. */
  readonly documents: readonly TrainedDocument[];
  /** The number of all its documents. */
  readonly count: number;
}

/** The most tokens whose losses are computed, so that the answer comes at once. */
const MOST_TOKENS = 2048;

/** The most draws of dropout that are repeated to find the windows of a step: they take one or two seconds. */
const MOST_DRAWS = 3e7;

/**
 * The documents that a step of a run trained on.
 *
 * @param loaded the model whose losses are told
 * @param from a model of the same run, and its step, from which the batches are found
 * @throws RangeError in plain sentences if they cannot be found from there
 */
export async function trainedOn(
  step: number,
  loaded: LoadedModel,
  from: { readonly loaded: LoadedModel; readonly step: number },
  learned: LearnedText,
): Promise<TrainedOn> {
  const dataset = await learned.dataset(loaded.tokenizer);
  const { place, perStep, stream, gpt, parts } = from.loaded;
  const { batch, accumulate } = perStep;
  // Going back takes that all steps so far had the same batches, of which the place is the sign.
  const isEven = place === from.step * batch * accumulate;
  if (place === undefined || (step <= from.step && !isEven)) {
    throw new RangeError(`The place of this run in its data is not known at step ${step}.`);
  }
  const position = { step: from.step, place, random: stream };
  const run = { dataset, model: gpt, batch, accumulate, parts, mostDraws: MOST_DRAWS };
  const all = found(step, () => batchesOfStep(step, run, position)).flatMap(pairsOf);
  return { documents: withLosses(loaded, all), count: all.length };
}

/** @throws RangeError in plain sentences if it takes too long to find the batches of a step */
function found(step: number, find: () => Batch[]): Batch[] {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `With dropout, it takes too long to find what step ${step} learned from. Choose a step sooner after a kept one.`,
      { cause: error },
    );
  }
}

/** A document: its input tokens and its targets. */
interface Pair {
  readonly input: readonly number[];
  readonly target: readonly number[];
}

function pairsOf({ inputs, targets }: Batch): Pair[] {
  return inputs.map((input, i) => ({ input, target: targets[i] }));
}

function withLosses({ gpt, tokenizer }: LoadedModel, all: readonly Pair[]): TrainedDocument[] {
  const documents: TrainedDocument[] = [];
  let tokens = 0;
  for (const pair of all) {
    tokens += pair.input.length;
    if (documents.length > 0 && tokens > MOST_TOKENS) break;
    documents.push({ text: textOf(tokenizer, pair), loss: lossOf(gpt, pair) });
  }
  return documents.sort((a, b) => b.loss - a.loss);
}

function textOf(tokenizer: Tokenizer, { input, target }: Pair): string {
  return tokenizer.decode([...input, ...target.slice(-1)].filter((id) => id !== tokenizer.bos));
}

function lossOf(gpt: GPT, { input, target }: Pair): number {
  return inference(() => gpt.forward([input]).crossEntropy(target).item());
}
