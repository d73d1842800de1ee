import { buildCommand, type BaseFlags, type FlagParametersForType } from '@stricli/core';
import type { ValuesOf } from './flags.ts';
import { runCommandLine } from './run-program.ts';

/** What `--help` says besides the flags. */
export interface About {
  /** A sentence about the program. */
  readonly about: string;
  /** The command that starts the program. */
  readonly command: string;
}

/**
 * The values of the flags, from the program's arguments; with `--help` it prints the help and ends the program.
 *
 * @throws UsageError with the flag, what was expected, what came, and the remedy
 */
export async function readCommandLine<Flags extends object>(
  flags: Flags,
  { about, command }: About,
  args: readonly string[] = process.argv.slice(2),
): Promise<ValuesOf<Flags>> {
  let values: BaseFlags | undefined;
  const root = buildCommand<BaseFlags>({
    func: (given) => {
      values = given;
    },
    parameters: { flags: flags as FlagParametersForType<BaseFlags> },
    docs: { brief: about, customUsage: ['[flags]'] },
  });
  await runCommandLine({ name: command, root }, args);
  if (values === undefined) process.exit(0); // after --help
  return values as ValuesOf<Flags>;
}
