import { RunError } from '../settings/run-error.ts';
import { checkRecord } from './check-record.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The record in the `extra` of a checkpoint; undefined if this program did not write it.
 *
 * @throws RunError if a newer version of this program wrote it, or it is damaged
 */
export function runRecordOf(extra: unknown): RunRecord | undefined {
  const record = { ...(extra as { readonly run?: unknown; readonly settings?: unknown } | null) };
  const { run, settings } = record;
  if (run === undefined || Object(settings) !== settings) return undefined;
  if (run !== 1) {
    throw new RunError(
      `the run was saved by a newer version of this program (record ${JSON.stringify(run)}, known is 1); open it with that version`,
    );
  }
  checkRecord(record);
  return record;
}
