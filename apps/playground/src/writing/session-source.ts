import { decodeText } from '@microgpt/gpt';
import type { RunState } from '../session/run-state.ts';
import { runs, session } from '../session/session.ts';
import type { WriterSource } from './client.ts';

/** The models and texts of the session, for the writer. */
export const sessionSource: WriterSource = {
  async model({ run, step }) {
    const { settings } = stateOf(run);
    return { settings, bytes: await session.modelBytes(run, step) };
  },
  async text(run) {
    const { settings } = stateOf(run);
    const source = await session.textOf(run);
    if (source === undefined) return undefined;
    let text = '';
    for await (const piece of decodeText(source.bytes)) text += piece;
    return { text, settings };
  },
};

function stateOf(run: string): RunState {
  const state = runs.peek().find(({ id }) => id === run);
  if (state === undefined) throw new Error('This run is no longer there. Choose another one in the table.');
  return state;
}
