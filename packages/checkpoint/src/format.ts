// A checkpoint is a safetensors file. Its metadata holds everything except the numbers, as JSON. Its last tensor holds
// the checksums of that JSON and of the other tensors, in the order of the file.

import { checkKind, show } from '@microgpt/autograd';
import type { JSONValue } from './plain-data.ts';
import { checkSavedStreams, type SavedStreams } from './random-streams.ts';

/** The value of `format` in the metadata. */
const FORMAT = 'microgpt';

/** The version of the format that this package writes. */
const VERSION = 1;

/** The prefix of the names of the model's tensors; the rest of a name is the path. */
export const MODEL = 'model.';

/** Everything in a checkpoint except the numbers. An absent part is undefined. */
export interface Saved {
  /** The model's `toJSON()`. */
  readonly model: JSONValue | undefined;
  /** The paths of the frozen parameters. */
  readonly frozen: readonly string[];
  /** The state of the optimizer. */
  readonly optimizer: JSONValue | undefined;
  readonly random: SavedStreams;
  /** The tokenizer's `toJSON()`. */
  readonly tokenizer: JSONValue | undefined;
  /** The `toJSON()` of the batches: their options, and the place in the data. */
  readonly batches: JSONValue | undefined;
  /** The `extra` of the program. */
  readonly extra: JSONValue | undefined;
}

/** The metadata of the file. */
export function toMetadata(saved: Saved): { format: string; version: string; checkpoint: string } {
  return { format: FORMAT, version: String(VERSION), checkpoint: JSON.stringify(saved) };
}

/** @throws RangeError or TypeError unless the metadata is that of a checkpoint of this version */
export function fromMetadata(op: string, metadata: ReadonlyMap<string, string>): Saved {
  const format = metadata.get('format');
  if (format !== FORMAT) {
    const got = format === undefined ? 'none' : show(format);
    throw new RangeError(
      `${op}: not a checkpoint: expected the format "${FORMAT}" in the metadata, got ${got}; ` +
        'saveCheckpoint writes checkpoints, and @microgpt/safetensors reads other files',
    );
  }
  const version = metadata.get('version');
  if (version !== String(VERSION)) {
    throw new RangeError(
      `${op}: expected version ${VERSION} of the format, got ${show(version)}; a newer @microgpt/checkpoint may read it`,
    );
  }
  let saved: unknown;
  try {
    saved = JSON.parse(metadata.get('checkpoint') ?? '');
  } catch (error) {
    throw new RangeError(`${op}: "checkpoint" in the metadata is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  checkKind(op, 'an object for "checkpoint" in the metadata', saved, Object(saved) === saved && !Array.isArray(saved));
  const { random, frozen } = saved as Partial<Saved>;
  checkKind(
    op,
    'paths for "frozen" in the metadata',
    frozen,
    Array.isArray(frozen) && frozen.every((path) => typeof path === 'string'),
  );
  checkSavedStreams(op, random as JSONValue | undefined);
  return saved as Saved;
}
