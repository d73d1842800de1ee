import type { Checkpoint } from '@microgpt/checkpoint';
import { runRecordOf } from '../loop/run-record-of.ts';
import type { DataKind } from '../settings/settings.ts';

/**
 * Whether a model learned from lines or from running text: as its run says, or else as its batches show, because only windows of
 * running text can be random; undefined if the checkpoint has neither, such as that of an imported model.
 */
export function kindOf({ extra, batches }: Pick<Checkpoint, 'extra' | 'batches'>): DataKind | undefined {
  const record = runRecordOf(extra);
  if (record !== undefined) return record.settings.kind;
  if (batches === null) return undefined;
  return Object.hasOwn(Object(batches) as object, 'random') ? 'text' : 'lines';
}
