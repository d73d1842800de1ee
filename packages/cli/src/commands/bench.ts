import { presetNames } from '@microgpt/run';
import { buildCommand } from '@stricli/core';
import { choice, toggle } from '@microgpt/terminal';
import { settingFlags } from '../settings/setting-flags.ts';

const { layers, heads, embd, block, batch, vocab, architecture, optimizer, engine } = settingFlags;

/** `microgpt bench`: how fast this machine is. */
export const benchCommand = buildCommand({
  loader: async () => (await import('../bench/bench.ts')).bench,
  parameters: {
    flags: {
      preset: choice('settings by name; default shakespeare-char', presetNames),
      ...{ layers, heads, embd, block, batch, architecture, optimizer, engine },
      vocab: { ...vocab, brief: 'different tokens; default 65, or those of the preset' },
      json: toggle('one JSON object instead of text'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'A checkpoint, whose model is measured', placeholder: 'file', parse: String, optional: true },
      ],
    },
  },
  docs: {
    brief: 'Measure the speed of this machine',
    customUsage: ['[file] [flags]'],
    fullDescription: [
      'Measures for a few seconds how long a training step and a generated token take on this machine, and what share of its peak ' +
        'arithmetic rate a step reaches (MFU: model FLOPs utilization).',
      '',
      'Examples:',
      '  microgpt bench',
      '  microgpt bench --layers 6 --heads 6 --embd 384 --block 256 --batch 8',
      '  microgpt bench --preset gpt2 --batch 1',
      '  microgpt bench poems.safetensors --engine cpu --json',
    ].join('\n'),
  },
});
