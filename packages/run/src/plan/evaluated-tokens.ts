import type { DataRecord } from '../data/data-record.ts';
import type { Settings } from '../settings/settings.ts';

/** About how many tokens an evaluation of a run guesses: all that are held out, or those of its batches. */
export function evaluatedTokens(
  { kind, batch, block, evalBatches }: Pick<Settings, 'kind' | 'batch' | 'block' | 'evalBatches'>,
  {
    documents,
    trainingTokens,
    validationTokens,
  }: Pick<DataRecord, 'documents' | 'trainingTokens' | 'validationTokens'>,
): number {
  if (evalBatches === 0) return validationTokens;
  const inDocument = Math.min(block, (trainingTokens + validationTokens) / Math.max(1, documents));
  return Math.min(validationTokens, evalBatches * batch * (kind === 'text' ? block : inDocument));
}
