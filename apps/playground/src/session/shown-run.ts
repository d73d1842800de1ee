import type { RunState } from '../run/run-state.ts';
import { servedText } from './served-file.ts';
import type { Texts } from './texts.ts';
import type { TrainerClient } from './trainer-client.ts';

/** The id of the run that shows the file of the command line. */
export const SHOWN = 'shown';

/**
 * Opens the file that the command line serves, with the text of its run if that is known here or there.
 *
 * @throws RangeError if it is no checkpoint that this page can use
 */
export async function shownRun(file: File, trainer: TrainerClient, texts: Texts): Promise<RunState> {
  const state = await trainer.call((worker) => worker.show(SHOWN, file, file.name));
  const { data, status } = state;
  if (status !== 'model' || data.sha256 === '') return state;
  const text = (await texts.find(data)) ?? (await textThere(data.source));
  return text ? trainer.call((worker) => worker.show(SHOWN, file, file.name, text)) : state;
}

async function textThere(source: string): ReturnType<Texts['find']> {
  const bytes = await servedText();
  const name = source.split(/[/\\]/).at(-1) ?? source;
  return bytes && { source: name, name, bytes };
}
