import { helpText, readFlags, type ValuesOf } from 'demo/command-line';
import { checkHeads } from 'demo/settings';
import { flags } from './flags.ts';

/** The settings of this run; with `--help` it prints the flags and ends the program. */
export function settingsFromCommandLine(): ValuesOf<typeof flags> {
  const settings = readFlags(flags, process.argv.slice(2));
  if (settings === 'help') {
    const about = 'Trains one of eight kinds of character model, and lets it make up new documents.';
    process.stdout.write(helpText(about, 'pnpm --filter examples makemore', flags));
    process.exit(0);
  }
  if (settings.type === 'transformer') checkHeads(settings);
  return settings;
}
