import { checkHeads, readCommandLine, type ValuesOf } from '@microgpt/terminal';
import { flags } from './flags.ts';

const about = {
  about: 'Trains a small GPT and generates new documents.',
  command: 'pnpm --filter demo start',
};

/** The value of every flag. */
export type Settings = ValuesOf<typeof flags>;

/**
 * The settings of this run; with `--help` it prints the flags and ends the program.
 *
 * @throws UsageError with the flag, what was expected, what came, and the remedy
 */
export async function settingsFromCommandLine(args?: readonly string[]): Promise<Settings> {
  const settings = await readCommandLine(flags, about, args);
  checkHeads(settings);
  return settings;
}
