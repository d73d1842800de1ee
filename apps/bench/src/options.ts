import { parseArgs } from 'node:util';

/** The options of the command line. */
export type Options = ReturnType<typeof readOptions>;

export const helpText = `Measures how fast the engines train and write, compared with other libraries.

pnpm bench [options]

  --quick           a short run: enough to see that it works, too short to quote
  --only <pattern>  only what matches the regular expression, in "workload · contestant":
                    --only "width 64", --only "nanoGPT.* · cpu", --only "^layer", --only "^start"
  --json <file>     where to write the results [apps/bench/results.json, the source of docs/speed.md;
                    with --quick or --only apps/bench/dist/results.json]
  --help            this text
`;

/**
 * Reads the command line: whether the run is `quick`, what to measure (`only`) and where to write (`json`), both undefined
 * for the default.
 *
 * @throws TypeError that names the option which is unknown, or needs a value
 */
export function readOptions(args: readonly string[]) {
  // pnpm may pass the "--" that separates its own options from ours.
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { quick = false, only, json, help = false } = values;
  return { quick, only: only === undefined ? undefined : pattern(only), json, help };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new TypeError(`--only: expected a regular expression, got "${text}"`, { cause: error });
  }
}
