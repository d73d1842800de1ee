import { readFile } from 'node:fs/promises';
import { readSafetensors } from '@microgpt/safetensors';

/**
 * Everything in a checkpoint that a run determines: all tensors, and the settings, history and progress without times.
 * Two equal results are two bit-equal runs.
 */
export async function contentsOfFile(file: string): Promise<object> {
  const { tensors, metadata } = readSafetensors(await readFile(file));
  const numbers = Object.fromEntries(
    [...tensors]
      .filter(([name]) => name !== 'checksums')
      .map(([name, { data }]) => [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]),
  );
  const saved = JSON.parse(metadata.get('checkpoint') ?? '') as { extra: { progress: object; settings: object } };
  const { progress, settings } = saved.extra;
  return {
    ...saved,
    extra: {
      ...saved.extra,
      progress: { ...progress, seconds: 0, elapsed: 0 },
      settings: { ...settings, out: '', saveEvery: 0 },
    },
    numbers,
  };
}
