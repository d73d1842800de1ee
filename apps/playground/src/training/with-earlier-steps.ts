import type { RunState } from '../session/run-state.ts';
import { thinned, type KeptRun, type RunChange } from '../store/run-store.ts';
import { MOST_BYTES, MOST_STEPS } from './run-keeper.ts';

/** A run that was opened again after it had come further: the steps that were kept of it stay, as many as there is room for. */
export function withEarlierSteps(opened: RunChange, before: KeptRun | undefined): RunChange {
  if (before === undefined) return opened;
  const isSame = isContinued(before.state, opened.state);
  const state = isSame ? { ...opened.state, created: before.state.created } : opened.state;
  const earlier = isSame ? before.state.kept.filter(({ step }) => step < state.progress.step) : [];
  const kept = thinned([...earlier, ...state.kept], 1, MOST_STEPS, MOST_BYTES);
  const steps = new Set(kept.map(({ step }) => step));
  const dropped = before.state.kept.map(({ step }) => step).filter((step) => !steps.has(step));
  return { ...opened, state: { ...state, kept }, dropped };
}

/** Whether a run is the other one, further on. */
function isContinued(before: RunState, after: RunState): boolean {
  const isKnown = before.status !== 'model' && after.status !== 'model';
  return isKnown && JSON.stringify(before.settings) === JSON.stringify(after.settings);
}
