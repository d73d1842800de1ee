import type { DataRecord } from '../loop/run-record.ts';
import type { Corpus } from './corpus.ts';
import type { Dataset } from './dataset.ts';

/** What a checkpoint says of the text of its run. */
export function dataRecordOf(
  { source, bytes, sha256 }: Pick<Corpus, 'source' | 'bytes' | 'sha256'>,
  { documents, trainingTokens, validationTokens }: Dataset,
): DataRecord {
  return { source, bytes, sha256, documents, trainingTokens, validationTokens };
}
