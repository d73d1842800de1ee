import type { GPT } from '@microgpt/gpt';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { kindOf, type DataKind } from '@microgpt/run';
import { engines, InputError, type EngineName } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { loadParts } from '../settings/load-parts.ts';
import { aboutFile } from './about-file.ts';
import type { OpenedCheckpoint } from './with-checkpoint.ts';

/** A model that can read and write texts. */
export interface LoadedModel {
  readonly model: GPT;
  readonly tokenizer: Tokenizer;
  /** How its texts were divided; undefined if the checkpoint does not say, as for an imported model. */
  readonly kind: DataKind | undefined;
}

/**
 * The model of a checkpoint, with its tokenizer.
 *
 * @param engineName the engine to compute on; it may differ from that of the run
 * @throws InputError if the checkpoint has no tokenizer, or no GPT, or the file is damaged
 */
export async function loadModel(opened: OpenedCheckpoint, engineName: EngineName = 'wasm'): Promise<LoadedModel> {
  const tokenizer = readTokenizerOf(opened);
  const model = await loadNetwork(opened, engineName);
  const { vocabSize } = model.config;
  const lacksBOS = tokenizer.bos === vocabSize && tokenizer.vocabSize === vocabSize + 1;
  if (tokenizer.vocabSize > vocabSize && !lacksBOS) {
    throw new InputError(
      `${opened.file}: the tokenizer has ${tokenizer.vocabSize} tokens, but the model only ${vocabSize}; import it again with its own tokenizer`,
    );
  }
  return { model, tokenizer, kind: lacksBOS ? 'text' : kindOf(opened.checkpoint) }; // without BOS it can only read running text
}

/**
 * The network of a checkpoint alone. Your own parts come from the module that the run had them from.
 *
 * @throws InputError if it has no GPT, parts are missing, or the file is damaged
 */
export async function loadNetwork(
  { file, checkpoint, record }: OpenedCheckpoint,
  engineName: EngineName = 'wasm',
): Promise<GPT> {
  const parts = record?.settings.parts == null ? {} : await loadParts(record.settings.parts);
  const engine = await engines[engineName]();
  try {
    return await modelFrom(checkpoint, { engine, ...parts });
  } catch (error) {
    throw aboutFile(file, error);
  }
}

/**
 * The tokenizer of a checkpoint.
 *
 * @throws InputError if it has none
 */
export function readTokenizerOf({ file, checkpoint }: OpenedCheckpoint): Tokenizer {
  if (checkpoint.tokenizer === null) {
    throw new InputError(
      `${file} has no tokenizer, so no text can be made into tokens; import the model again with --tokenizer FILE`,
    );
  }
  try {
    return tokenizerFrom(checkpoint);
  } catch (error) {
    throw aboutFile(file, error);
  }
}
