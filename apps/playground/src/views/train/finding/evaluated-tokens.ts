import type { RunState } from '../../../run/run-state.ts';

/** About how many tokens an evaluation of a run guesses. */
export function evaluatedTokens({ settings, data }: Pick<RunState, 'settings' | 'data'>): number {
  const { validationTokens, trainingTokens, documents } = data;
  const { kind, batch, block, evalBatches } = settings;
  if (evalBatches === 0) return validationTokens;
  const inDocument = Math.min(block, (trainingTokens + validationTokens) / Math.max(1, documents));
  return Math.min(validationTokens, evalBatches * batch * (kind === 'text' ? block : inDocument));
}
