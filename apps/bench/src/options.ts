import { readCommandLine, text, toggle, UsageError, type ValuesOf } from '@microgpt/terminal';

const about = {
  about: 'Measures how fast the engines train and write, compared with other libraries.',
  command: 'pnpm bench',
};

/** The flags. */
const flags = {
  quick: toggle('a short run: enough to see that it works, too short to quote'),
  only: {
    ...text(
      'only what matches the regular expression, in "workload · contestant": --only "width 64", --only "nanoGPT.* · cpu", ' +
        '--only "^layer", --only "^start"',
      'pattern',
    ),
    parse: pattern,
  },
  json: text(
    'where to write the results; without it apps/bench/results.json, the source of docs/speed.md, or with --quick or --only ' +
      'apps/bench/dist/results.json',
    'file',
  ),
};

/** Whether the run is `quick`, what to measure (`only`) and where to write (`json`), all undefined for the default. */
export type Options = ValuesOf<typeof flags>;

/**
 * The options of the command line; with `--help` it prints the flags and ends the program.
 *
 * @throws UsageError that names the flag which is unknown, or needs a value
 */
export function readOptions(args: readonly string[]): Promise<Options> {
  return readCommandLine(flags, about, args);
}

function pattern(given: string): RegExp {
  try {
    return new RegExp(given, 'i');
  } catch {
    throw new UsageError(`expected a regular expression, got "${given}"`);
  }
}
