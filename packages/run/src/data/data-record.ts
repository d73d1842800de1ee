import type { Corpus } from './corpus.ts';
import type { Dataset } from './dataset.ts';

/** What identifies the text of a run, to find and recognize it. */
export interface DataRecord {
  /** The absolute path, or `names`. */
  readonly source: string;
  readonly bytes: number;
  /** SHA-256 of the text as it was read, in hexadecimal. */
  readonly sha256: string;
  /** The number of documents; 1 for a running text. */
  readonly documents: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
}

/** What a checkpoint stores about the text of its run. */
export function dataRecordOf(
  { source, bytes, sha256 }: Pick<Corpus, 'source' | 'bytes' | 'sha256'>,
  { documents, trainingTokens, validationTokens }: Dataset,
): DataRecord {
  return { source, bytes, sha256, documents, trainingTokens, validationTokens };
}
