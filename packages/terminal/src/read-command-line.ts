import { helpText, type About } from './help.ts';
import { readFlags, type Flags, type ValuesOf } from './read-flags.ts';
import { withSize } from './with-size.ts';

/**
 * The values of the flags, from the program's arguments; with `--help` it prints the help and ends the program.
 *
 * @throws InputError as `readFlags` does
 */
export function readCommandLine<Table extends Flags>(
  flags: Table,
  about: About,
  args: readonly string[] = process.argv.slice(2),
): ValuesOf<Table> {
  const values = readFlags(flags, args);
  if (values !== 'help') return values;
  process.stdout.write(helpText(about, flags, withSize(process.stdout).columns));
  process.exit(0);
}
