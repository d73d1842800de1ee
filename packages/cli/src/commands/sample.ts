import { buildCommand } from '@stricli/core';
import { integer, number, size, text, toggle, withDefault } from '@microgpt/terminal';
import { engineFlag } from './engine-flag.ts';

const share = (x: number) => x > 0 && x <= 1;

/** `microgpt sample`: texts that a model writes. */
export const sampleCommand = buildCommand({
  loader: async () => (await import('../sample/sample.ts')).sample,
  parameters: {
    flags: {
      prompt: text('how the text begins', 'text'),
      promptFile: text('file with the beginning; - for standard input', 'file'),
      count: size('texts to write; default 20, or 1 if the model writes running text'),
      length: size('most tokens of a text; default: as many as fit, or 500 of running text'),
      temperature: number(
        'randomness; 0 takes the likeliest token; default: the same as during training',
        'a number from 0 on',
        (x) => x >= 0,
      ),
      topK: size('draws only from this many likeliest tokens'),
      topP: number('draws only from the likeliest tokens with this share', 'a number above 0 and at most 1', share),
      minP: number(
        'draws only tokens at least this many times as likely as the likeliest',
        'a number from 0 to 1',
        (x) => x >= 0 && x <= 1,
      ),
      stop: text('ends a text before this', 'text'),
      seed: withDefault(integer('seed of the random numbers; another one writes other texts'), 42),
      engine: engineFlag,
      json: toggle('one JSON object per line instead of text'),
    },
    aliases: { n: 'count', p: 'prompt' },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A checkpoint', placeholder: 'file', parse: String }],
    },
  },
  docs: {
    brief: 'Write texts with a model',
    customUsage: ['<file> [flags]'],
    fullDescription: [
      'Writes texts with the model in a checkpoint. The prompt can also come from standard input.',
      '',
      'Examples:',
      '  microgpt sample names.safetensors                   # 20 names',
      '  microgpt sample names.safetensors --prompt Jo -n 5  # 5 names that begin with Jo',
      '  microgpt sample plays.safetensors --prompt "KING:" --length 1000 --seed 7',
      '  echo "To be" | microgpt sample plays.safetensors --stop KING',
      '  microgpt sample names.safetensors -n 1000 --json > names.jsonl',
    ].join('\n'),
  },
});
