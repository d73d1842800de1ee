import { buildCommand } from '@stricli/core';
import { size, toggle } from '@microgpt/terminal';
import { engineFlag } from './engine-flag.ts';

/** `microgpt eval`: how well a model predicts a text. */
export const evalCommand = buildCommand({
  loader: async () => (await import('../eval/evaluate-file.ts')).evaluateFile,
  parameters: {
    flags: {
      stride: size(
        'overlapping windows: score only this many last tokens of each; default: the block size, no overlap',
      ),
      engine: engineFlag,
      json: toggle('one JSON object instead of text'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'A checkpoint', placeholder: 'file', parse: String },
        {
          brief: 'A text file or a folder of them, or - for standard input; default: the text that its run held out',
          placeholder: 'text',
          parse: String,
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Measure how well a model predicts a text',
    customUsage: ['<file> [text] [flags]'],
    fullDescription: [
      'Measures the loss (nats per token), the perplexity, and the bits per byte, which are comparable between tokenizers. A running ' +
        'text is cut into blocks of as many tokens as the model sees, each predicted from its own beginning; the loss is the mean over ' +
        'all predicted tokens. A model of lines predicts each line.',
      '',
      'Examples:',
      '  microgpt eval plays.safetensors                    # on the text that its run held out',
      '  microgpt eval plays.safetensors other-plays.txt',
      '  microgpt eval plays.safetensors other-plays.txt --stride 16',
      '  cat *.txt | microgpt eval plays.safetensors - --json',
    ].join('\n'),
  },
});
