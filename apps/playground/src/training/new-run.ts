import {
  choicesFor,
  corpusFrom,
  dataRecordOf,
  newSettings,
  type DataRecord,
  type GivenSettings,
  type NewRun,
} from '@microgpt/run';
import { engineNamed } from '../run/engine-named.ts';
import type { SourceText } from '../run/source-text.ts';

/**
 * The settings and the data of a new run. What is not given is chosen for the text and this machine, as on the command line.
 *
 * @throws RangeError if the text or the settings cannot be used
 */
export async function newRun(given: GivenSettings, text: SourceText): Promise<NewRun & { readonly data: DataRecord }> {
  const started = performance.now();
  const { source, bytes } = text;
  const corpus = await corpusFrom(source, bytes);
  const run = await newSettings({
    ...{ corpus, given, choices: choicesFor(engineNamed) },
    out: `${corpus.name.replace(/\.[^.]*$/, '')}.safetensors`,
    now: () => (performance.now() - started) / 1000,
  });
  return { ...run, data: dataRecordOf(corpus, run.dataset) };
}
