import { buildCommand } from '@stricli/core';
import { toggle } from '@microgpt/terminal';

/** The flags of `microgpt info`. */
export interface InfoFlags {
  readonly json?: boolean;
}

/** `microgpt info`: what is in a checkpoint. */
export const infoCommand = buildCommand({
  loader: async () => (await import('../info/info.ts')).info,
  parameters: {
    flags: { json: toggle('one JSON object instead of text') },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A checkpoint', placeholder: 'file', parse: String }],
    },
  },
  docs: {
    brief: 'Show what is in a checkpoint',
    fullDescription: ['Shows …', '', 'Examples:', '  microgpt info poems.safetensors'].join('\n'),
  },
});
