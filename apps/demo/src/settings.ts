import { helpText, InputError, readFlags, type ValuesOf } from './command-line/index.ts';
import { flags } from './flags.ts';

/** The value of every flag. */
export type Settings = ValuesOf<typeof flags>;

/** The settings of this run; with `--help` it prints the flags and ends the program. */
export function settingsFromCommandLine(): Settings {
  const settings = readSettings(process.argv.slice(2));
  if (settings !== 'help') return settings;
  const about = 'Trains a small GPT and lets it make up new documents.';
  process.stdout.write(helpText(about, 'pnpm --filter demo start', flags));
  process.exit(0);
}

/**
 * The settings that the arguments ask for.
 *
 * @throws InputError that names the flag, what was expected, what came, and the remedy
 */
export function readSettings(args: readonly string[]): Settings | 'help' {
  const settings = readFlags(flags, args);
  if (settings !== 'help') checkHeads(settings);
  return settings;
}

/** @throws InputError unless the heads can share the channels */
export function checkHeads({ embd, heads }: { readonly embd: number; readonly heads: number }): void {
  if (embd % heads === 0) return;
  throw new InputError(`--embd: ${embd} is not divisible by --heads ${heads}; pass a multiple of ${heads}`);
}
