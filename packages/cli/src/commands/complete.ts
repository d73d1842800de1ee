import { buildCommand } from '@stricli/core';
import { UsageError } from '@microgpt/terminal';
import { shells } from '../complete/shells.ts';

/** `microgpt complete`: completions for a shell. */
export const completeCommand = buildCommand({
  loader: async () => (await import('../complete/complete.ts')).complete,
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: shells.join(', '), placeholder: 'shell', parse: shellOf, proposeCompletions: () => shells },
      ],
    },
  },
  docs: {
    brief: 'Print a script that completes commands, flags and files in your shell',
    customUsage: ['<shell>'],
    fullDescription: [
      'Prints a script for your shell. With it, the Tab key completes commands, flags, their values, and file names.',
      '',
      'Examples:',
      '  source <(microgpt complete bash)  # add this line to ~/.bashrc; needs the package bash-completion',
      '  source <(microgpt complete zsh)   # to ~/.zshrc',
      '  microgpt complete fish > ~/.config/fish/completions/microgpt.fish',
      '  microgpt complete powershell >> $PROFILE',
    ].join('\n'),
  },
});

function shellOf(typed: string) {
  const shell = shells.find((name) => name === typed);
  if (shell === undefined) throw new UsageError(`expected ${shells.join(', ')}, got "${typed}"`);
  return shell;
}
