import { buildCommand } from '@stricli/core';
import { choice, toggle, withDefault } from '@microgpt/terminal';
import type { ExportDType, ExportTarget } from '../convert/export-flags.ts';

const targets: readonly ExportTarget[] = ['hugging-face', 'nanogpt', 'torch'];
const dtypes: readonly ExportDType[] = ['f32', 'f16', 'bf16', 'f64'];

/** `microgpt export`: a model for other programs. */
export const exportCommand = buildCommand({
  loader: async () => (await import('../convert/export-model.ts')).exportModel,
  parameters: {
    flags: {
      to: { kind: 'enum', brief: 'the program that should read the folder', values: targets },
      dtype: withDefault(choice('type of the numbers, for Hugging Face and nanoGPT', dtypes), 'f32'),
      force: toggle('writes into a folder that is not empty; overwrites files of the same name'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'A checkpoint', placeholder: 'file', parse: String },
        { brief: 'A new folder', placeholder: 'folder', parse: String },
      ],
    },
  },
  docs: {
    brief: 'Write a model for Hugging Face, nanoGPT or PyTorch',
    customUsage: ['<file> <folder> --to hugging-face|nanogpt|torch [flags]'],
    fullDescription: [
      "Writes a model as files of other programs. Hugging Face and nanoGPT have GPT-2's network, so they need --architecture gpt2, and " +
        'nanoGPT also --activation gelu. PyTorch takes any run, and continues its training.',
      '',
      'Examples:',
      '  microgpt export poems.safetensors poems-hf --to hugging-face',
      '  microgpt export poems.safetensors poems-hf --to hugging-face --dtype bf16',
      '  microgpt export plays.safetensors plays-nanogpt --to nanogpt',
      '  microgpt export poems.safetensors poems-torch --to torch',
    ].join('\n'),
  },
});
