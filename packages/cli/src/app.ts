import { buildRouteMap } from '@stricli/core';
import type { Program } from '@microgpt/terminal';
import manifest from '../package.json' with { type: 'json' };
import { benchCommand } from './commands/bench.ts';
import { completeCommand } from './commands/complete.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { infoCommand } from './commands/info.ts';
import { initCommand } from './commands/init.ts';
import { openCommand } from './commands/open.ts';
import { sampleCommand } from './commands/sample.ts';
import { tokenizeCommand } from './commands/tokenize.ts';
import { trainCommand } from './commands/train.ts';

/** `microgpt`: all commands, each of which loads its work when it runs. */
export const microgpt: Program = {
  name: 'microgpt',
  version: manifest.version,
  fileCommand: 'train',
  root: buildRouteMap({
    routes: {
      train: trainCommand,
      sample: sampleCommand,
      eval: evalCommand,
      info: infoCommand,
      open: openCommand,
      tokenize: tokenizeCommand,
      bench: benchCommand,
      export: exportCommand,
      import: importCommand,
      init: initCommand,
      complete: completeCommand,
    },
    docs: {
      brief: 'Trains small language models on your own text, and writes with them.',
      fullDescription: [
        'Trains small language models on your own text, and writes with them.',
        '',
        'Examples:',
        '  microgpt train poems.txt           # makes poems.safetensors',
        '  microgpt sample poems.safetensors  # writes more poems',
        '  microgpt train --help              # says more about a command',
      ].join('\n'),
    },
  }),
};
