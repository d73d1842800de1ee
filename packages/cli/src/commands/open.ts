import { buildCommand } from '@stricli/core';
import { number, toggle } from '@microgpt/terminal';

/** `microgpt open`: a checkpoint in the page. */
export const openCommand = buildCommand({
  loader: async () => (await import('../open/open-page.ts')).openPage,
  parameters: {
    flags: {
      port: {
        ...number(
          'the port on this machine that serves the page; default: 4780, or another if that is in use',
          'a port from 1 to 65535',
          isPort,
        ),
        placeholder: 'port',
      },
      browser: toggle('opens your browser (default); --no-browser only prints the address', { withNegated: true }),
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A checkpoint', placeholder: 'file', parse: String }],
    },
  },
  docs: {
    brief: 'Open a checkpoint in your browser, and follow its training there',
    customUsage: ['<file> [flags]'],
    fullDescription: [
      'Opens a checkpoint in your browser: how the model learned, and what it writes, token by token. While train writes the file, ' +
        'the page stays up to date. The page comes with the program and needs no network. Only this machine can reach it. Ctrl-C closes it.',
      '',
      'Examples:',
      '  microgpt open poems.safetensors',
      '  microgpt open poems.best.safetensors --no-browser --port 8080  # on another machine, with ssh -L 8080:127.0.0.1:8080',
    ].join('\n'),
  },
});

function isPort(x: number): boolean {
  return Number.isInteger(x) && x >= 1 && x <= 65_535;
}
