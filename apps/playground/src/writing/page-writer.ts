import { runs, session } from '../session/session.ts';
import { WriterClient } from './client.ts';
import type { ModelName, RunSettings } from './writer.ts';

/** The writer of this page. */
export const writer = new WriterClient({
  model: async (name) => ({
    settings: settingsOf(name),
    bytes: await session.modelBytes(name.run, name.step),
  }),
  text: async (name) => {
    const text = await session.textOf(name.run);
    return text && { bytes: text.bytes, settings: settingsOf(name) };
  },
});

/** What the writer must know of a run, and no more, because the rest goes with every step. */
function settingsOf({ run }: ModelName): RunSettings {
  const state = runs.peek().find(({ id }) => id === run);
  if (state === undefined) throw new RangeError('This run was deleted. Choose another one.');
  const { kind, engine, validation, seed } = state.settings;
  return { kind, engine, validation, seed };
}
