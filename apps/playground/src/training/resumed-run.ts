import { openCheckpoint } from '@microgpt/checkpoint';
import { tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Random } from '@microgpt/random';
import { corpusFrom, createDataset, longerSettings, resumeRun, runRecordOf, type Run } from '@microgpt/run';
import { engineNamed } from '../run/engine-named.ts';
import type { SourceText } from '../run/source-text.ts';
import { findLayers, type KeptLayers } from './find-layers.ts';

/**
 * The run in a checkpoint, to go on bit for bit; a finished one, for as many steps, or as much time, again.
 *
 * @param kept where the user's own layers are
 * @throws RangeError if the checkpoint holds no run, or is damaged, or its layers are not kept here
 */
export async function resumedRun(bytes: Uint8Array, text: SourceText, kept: KeptLayers): Promise<Run> {
  const checkpoint = await openCheckpoint(bytes);
  const record = runRecordOf(checkpoint.extra);
  if (record === undefined) throw new RangeError('The checkpoint has a model but no training run. It can only write.');
  const { data, progress } = record;
  const { done } = progress;
  const { key, parts } = await findLayers(record.settings.parts, kept);
  const longer = done ? longerSettings(record.settings, progress) : {};
  const settings = { ...record.settings, ...longer, parts: key };
  const { kind, validation, seed, engine } = settings;
  const corpus = await corpusFrom(text.source, text.bytes);
  const tokenizer = tokenizerFrom(checkpoint);
  const dataset = await createDataset({ corpus, kind, tokenizer, validation, rng: new Random(seed) });
  return resumeRun(
    { settings, data, from: record.from, dataset, engine: await engineNamed(engine), parts },
    checkpoint,
    record,
  );
}
