import type { Checkpoint } from '@microgpt/checkpoint';
import { runRecordOf } from '../loop/run-record.ts';
import type { DataKind } from '../settings/settings.ts';

/**
 * How the texts of a model were divided: by its run, or else by its batches, of which only windows may be random; undefined if the
 * checkpoint says neither, as that of an imported model.
 */
export function kindOf({ extra, batches }: Pick<Checkpoint, 'extra' | 'batches'>): DataKind | undefined {
  const record = runRecordOf(extra);
  if (record !== undefined) return record.settings.kind;
  if (batches === null) return undefined;
  return Object.hasOwn(Object(batches) as object, 'random') ? 'text' : 'lines';
}
