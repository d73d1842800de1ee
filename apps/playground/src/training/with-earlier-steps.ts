import type { KeptStep, RunState } from '../run/run-state.ts';
import { thinned, type KeptRun, type RunChange } from '../store/run-store.ts';
import { MOST_BYTES, MOST_STEPS } from './run-keeper.ts';

/** A run that was opened again after it had come further: the steps that were kept of it stay, as many as there is room for. */
export function withEarlierSteps(opened: RunChange, before: KeptRun | undefined): RunChange {
  if (before === undefined) return opened;
  const isSame = isContinued(before.state, opened.state);
  const state = isSame ? { ...opened.state, created: before.state.created } : opened.state;
  const earlier = isSame ? withFiles(before.state).filter(({ step }) => step < state.progress.step) : [];
  const kept = thinned([...earlier, ...state.kept], 1, MOST_STEPS, MOST_BYTES);
  const steps = new Set(kept.map(({ step }) => step));
  const dropped = before.state.kept.map(({ step }) => step).filter((step) => !steps.has(step));
  return { ...opened, state: { ...state, kept }, dropped };
}

/** The kept steps that have a file of their own: the last one of a model that cannot train has none but its checkpoint. */
function withFiles({ status, kept, progress }: RunState): readonly KeptStep[] {
  return status === 'model' ? kept.filter(({ step }) => step !== progress.step) : kept;
}

/** Whether a run is the other one, further on. Of a model alone, that is not known. */
function isContinued(before: RunState, after: RunState): boolean {
  const isKnown = before.data.sha256 !== '' && before.data.sha256 === after.data.sha256;
  return isKnown && JSON.stringify(before.settings) === JSON.stringify(after.settings);
}
