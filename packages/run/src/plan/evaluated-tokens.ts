import type { DataRecord } from '../data/data-record.ts';
import type { Settings } from '../settings/settings.ts';

/** What the size of an evaluation depends on. */
interface Evaluated {
  readonly settings: Pick<Settings, 'kind' | 'batch' | 'block' | 'evalBatches'>;
  readonly data: Pick<DataRecord, 'documents' | 'trainingTokens' | 'validationTokens'>;
}

/** About how many tokens an evaluation of a run guesses: all that are held out, or those of its batches. */
export function evaluatedTokens({ settings, data }: Evaluated): number {
  const { validationTokens, trainingTokens, documents } = data;
  const { kind, batch, block, evalBatches } = settings;
  if (evalBatches === 0) return validationTokens;
  const inDocument = Math.min(block, (trainingTokens + validationTokens) / Math.max(1, documents));
  return Math.min(validationTokens, evalBatches * batch * (kind === 'text' ? block : inDocument));
}
