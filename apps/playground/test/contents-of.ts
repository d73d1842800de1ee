import { readSafetensors } from '@microgpt/safetensors';

/** What a checkpoint of a run says, without its optimizer and random streams. */
export interface RunContents {
  readonly extra: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly data: Readonly<Record<string, unknown>>;
    readonly progress: { readonly step: number; readonly seconds: number; readonly done: boolean };
  };
  /** Every tensor as base64, by its name. */
  readonly numbers: Readonly<Record<string, string>>;
}

/**
 * Everything in a checkpoint that the run determines: all tensors, the settings, the history and the progress.
 *
 * Times and where the file is saved are left out. Two equal results are two bit-equal runs.
 */
export function contentsOf(file: Uint8Array): RunContents {
  const { tensors, metadata } = readSafetensors(file);
  const numbers = Object.fromEntries(
    [...tensors]
      .filter(([name]) => name !== 'checksums')
      .map(([name, { data }]) => [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]),
  );
  const saved = JSON.parse(metadata.get('checkpoint') ?? '') as RunContents;
  const { progress, settings } = saved.extra;
  return {
    ...saved,
    extra: {
      ...saved.extra,
      progress: { ...progress, seconds: 0, elapsed: 0 } as RunContents['extra']['progress'],
      settings: { ...settings, out: '', saveEvery: 0 },
    },
    numbers,
  };
}

/** How long the run in a checkpoint has trained, in seconds. */
export function trainingSeconds(file: Uint8Array): number {
  const { extra } = JSON.parse(readSafetensors(file).metadata.get('checkpoint') ?? '') as RunContents;
  return extra.progress.seconds;
}
