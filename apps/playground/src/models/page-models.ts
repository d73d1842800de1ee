import type { RunState } from '../run/run-state.ts';
import { runs, session } from '../session/session.ts';
import type { LearnedPart } from './learned-text.ts';
import type { ModelSource } from './model-client.ts';
import type { ModelName, RunSettings } from './model-file.ts';

/** The models of this page's runs, and what they learned from. */
export const pageModels: ModelSource = {
  model: async (name) => ({
    settings: settingsOf(stateOf(name)),
    part: partOf(stateOf(name)),
    layers: await session.layersCode(stateOf(name).settings.parts),
    bytes: await session.modelBytes(name.run, name.step),
  }),
  part: (name) => partOf(stateOf(name)),
  text: async (name) => (await session.textOf(name.run))?.bytes,
};

function stateOf({ run }: ModelName): RunState {
  const state = runs.peek().find(({ id }) => id === run);
  if (state === undefined) throw new RangeError('This run was deleted. Choose another one.');
  return state;
}

/** What a worker must know of a run, and no more, because the rest goes with every step. */
function settingsOf({ settings: { kind, engine, seed, batch, accumulate }, data }: RunState): RunSettings {
  return { kind: data.sha256 === '' ? undefined : kind, engine, seed, batch, accumulate };
}

function partOf({ settings: { kind, validation, seed }, data: { sha256 } }: RunState): LearnedPart | undefined {
  return sha256 === '' ? undefined : { sha256, kind, validation, seed };
}
