import { checkHeads, readCommandLine, type ValuesOf } from '@microgpt/terminal';
import { flags } from './flags.ts';

/** The settings of this run; with `--help` it prints the flags and ends the program. */
export async function settingsFromCommandLine(): Promise<ValuesOf<typeof flags>> {
  const settings = await readCommandLine(flags, {
    about: 'Trains one of eight kinds of character model, and generates new documents.',
    command: 'pnpm --filter examples makemore',
  });
  if (settings.type === 'transformer') checkHeads(settings);
  return settings;
}
