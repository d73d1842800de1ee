import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile } from '../../../testing/shared-file.ts';
import { readSafetensors, writeSafetensors } from '../src/index.ts';

/** The files of a program of a few lines, which writes spaces in the header and pads it differently. */
describe.each(['model', 'nanogpt'])('a file that another program wrote: %s', (name) => {
  const { path, missing, note } = sharedFile(`golden/gpt2-tiny/${name}.safetensors`);

  test.skipIf(missing)(`keeps its tensors and metadata when it is written again${note}`, () => {
    const file = readSafetensors(new Uint8Array(readFileSync(path)));
    expect(file.metadata.get('format')).toBe('pt');
    expect(file.tensors.size).toBeGreaterThan(10);
    const { metadata, tensors } = file;
    expect(readSafetensors(writeSafetensors(tensors, { metadata }))).toEqual(file);
  });
});
