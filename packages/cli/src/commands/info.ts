import { buildCommand } from '@stricli/core';
import { toggle } from '@microgpt/terminal';

/** `microgpt info`: what is in a checkpoint. */
export const infoCommand = buildCommand({
  loader: async () => (await import('../info/info.ts')).info,
  parameters: {
    flags: {
      json: toggle('one JSON object instead of text'),
      tensors: toggle('lists all tensors as well'),
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A checkpoint', placeholder: 'file', parse: String }],
    },
  },
  docs: {
    brief: 'Show what is in a checkpoint',
    customUsage: ['<file> [flags]'],
    fullDescription: [
      'Shows what is in a checkpoint: the model, its tokenizer, the data and the settings of its run, the losses. It reads no weights.',
      '',
      'Examples:',
      '  microgpt info poems.safetensors',
      '  microgpt info poems.best.safetensors --tensors',
      "  microgpt info poems.safetensors --json | jq '.progress.step'",
    ].join('\n'),
  },
});
