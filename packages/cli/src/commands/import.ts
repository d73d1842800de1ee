import { buildCommand } from '@stricli/core';
import { size, text, toggle } from '@microgpt/terminal';

/** `microgpt import`: a checkpoint of a model that another program trained. */
export const importCommand = buildCommand({
  loader: async () => (await import('../convert/import-model.ts')).importModel,
  parameters: {
    flags: {
      tokenizer: text(
        "tokenizer of the model, if it isn't in the folder: a checkpoint, a tokenizer.json, or GPT-2's folder",
        'file',
      ),
      characters: text('text whose characters are the tokens, as in shakespeare_char of nanoGPT', 'file'),
      heads: size("attention heads, if nanoGPT's file does not give them"),
      force: toggle('replaces a checkpoint of the same name'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: "A folder in Hugging Face's format, or nanoGPT's weights as safetensors",
          placeholder: 'source',
          parse: String,
        },
        { brief: 'The checkpoint to write', placeholder: 'file', parse: String },
      ],
    },
  },
  docs: {
    brief: 'Make a checkpoint from a Hugging Face or nanoGPT model',
    customUsage: ['<source> <file> [flags]'],
    fullDescription: [
      "Makes a checkpoint from a model with GPT-2's network. sample, eval, info and train --from can then use it.",
      '',
      'Examples:',
      '  git clone https://huggingface.co/openai-community/gpt2 && microgpt import gpt2 gpt2.safetensors',
      '  microgpt import poems-hf poems.safetensors --force',
      '  microgpt import nanogpt.safetensors mine.safetensors --tokenizer gpt2',
      '  microgpt import nanogpt.safetensors plays.safetensors --characters input.txt --heads 6',
    ].join('\n'),
  },
});
