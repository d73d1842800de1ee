import { buildCommand } from '@stricli/core';

/** `microgpt init`: a config file to edit. */
export const initCommand = buildCommand({
  loader: async () => (await import('../init/init.ts')).init,
  parameters: {},
  docs: {
    brief: 'Write a config file with all settings, to edit',
    customUsage: ['[flags]'],
    fullDescription: [
      'Writes microgpt.config.ts to this folder: all settings of microgpt train, each with what it is for, as comments. microgpt train ' +
        'reads the file whenever it runs in this folder.',
      '',
      'Examples:',
      '  microgpt init',
      '  microgpt train poems.txt',
    ].join('\n'),
  },
});
