import { presetNames } from '@microgpt/run';
import { buildCommand } from '@stricli/core';
import { choice, text, toggle } from '@microgpt/terminal';
import { settingFlags } from '../settings/setting-flags.ts';

/** The settings that `--help` shows; `--help-all` shows the others as well. */
const { time, steps, layers, heads, embd, block, batch, lr, seed, out, ...others } = settingFlags;
const first = { time, steps, layers, heads, embd, block, batch, lr, seed, out };
const rest = Object.fromEntries(
  Object.entries(others).map(([name, flag]) => [name, { ...flag, hidden: true }]),
) as typeof others;

/** `microgpt train`: from a text to a model that writes. */
export const trainCommand = buildCommand({
  loader: async () => (await import('../train/run-train.ts')).runTrain,
  parameters: {
    flags: {
      ...first,
      preset: choice('settings by name', presetNames),
      config: text('file of settings, instead of microgpt.config.ts in this folder', 'file'),
      resume: text('resumes the run in this checkpoint', 'file'),
      from: text('starts a new run from the model in this checkpoint', 'file'),
      restart: toggle('starts over, even if the file holds a run'),
      json: toggle('one JSON object per line instead of text'),
      log: text('also writes everything to this file, one JSON object per line', 'file'),
      ...rest,
      noSamples: { ...toggle('writes no samples during training'), hidden: true },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'A text file, or a folder of text files; default: the 32,000 names that come with microgpt',
          placeholder: 'text',
          parse: String,
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Train a model on a text',
    customUsage: ['[text] [flags]'],
    fullDescription: [
      'Trains a model on a text, shows how it learns, and saves it in a checkpoint file. microgpt chooses the settings that you ' +
        'leave out, for your text and machine. Ctrl-C saves and stops; run the same command to resume.',
      '',
      'Examples:',
      '  microgpt train poems.txt            # makes poems.safetensors',
      '  microgpt train poems.txt --time 5m  # makes the best model in 5 minutes',
      '  microgpt train plays.txt --preset shakespeare-char',
      '  microgpt train poems.txt --layers 6 --embd 192 --steps 5000',
      '  microgpt train --resume poems.safetensors --steps 10000',
      '  microgpt train my-poems.txt --from poems.safetensors --out mine.safetensors',
      '',
      'Settings may also come from a preset or a config file, which microgpt init writes. Flags override the config file, which overrides the preset.',
    ].join('\n'),
  },
});
