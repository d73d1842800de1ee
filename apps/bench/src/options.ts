import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  /** Which workloads and contestants; undefined for all. */
  readonly only: RegExp | undefined;
  /** Where the results go, if not where they usually do. */
  readonly json: string | undefined;
  readonly help: boolean;
}

export const helpText = `Measures how fast the engines train and write, beside other libraries.

pnpm bench [options]

  --quick           a short run: enough to see that it works, too short to quote
  --only <pattern>  only what matches the regular expression, in "workload · contestant":
                    --only "width 64", --only "nanoGPT.* · cpu", --only "^layer", --only "^start"
  --json <file>     where to write the results [apps/bench/results.json, from which docs/speed.md
                    is made; with --quick or --only apps/bench/dist/results.json]
  --help            this text
`;

/** @throws TypeError that names the option which is unknown, or wants a value */
export function readOptions(args: readonly string[]): Options {
  // pnpm may hand on the "--" that separates its own options from ours.
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
