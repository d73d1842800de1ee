import { runs, session } from '../session/session.ts';
import type { WriterSource } from './client.ts';
import type { ModelName, RunSettings } from './writer.ts';

/** The models and texts of the session, for the writer. */
export const sessionSource: WriterSource = {
  async model(name) {
    const settings = settingsOf(name);
    return { settings, bytes: await session.modelBytes(name.run, name.step) };
  },
  async text(name) {
    const settings = settingsOf(name);
    const text = await session.textOf(name.run);
    return text && { bytes: text.bytes, settings };
  },
};

/** What the writer must know of a run, and no more. */
function settingsOf({ run }: ModelName): RunSettings {
  const state = runs.peek().find(({ id }) => id === run);
  if (state === undefined) throw new Error('This run is no longer there. Choose another one in the table.');
  const { kind, engine, validation, seed } = state.settings;
  return { kind, engine, validation, seed };
}
