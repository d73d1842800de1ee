// How fast the engines are, beside each other and beside other libraries: `pnpm bench --help`.

import { mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from './bench.ts';
import { helpText, readOptions, type Options } from './options.ts';
import { writeResults } from './report/results.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
/** Where the command was typed; pnpm goes to the package's folder and keeps it here. */
const here = process.env.INIT_CWD ?? process.cwd();

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(helpText);
  else await run(options);
} catch (error) {
  const isForeseen = error instanceof TypeError || error instanceof RangeError;
  console.error(isForeseen ? error.message : error);
  process.exitCode = 1;
}

async function run(options: Options): Promise<void> {
  const results = await new Bench(options, console).run();
  const file = destination(options);
  mkdirSync(dirname(file), { recursive: true });
  writeResults(file, results);
  console.log(`\nWritten to ${relative(here, file)}`);
}

/** Where the results go: only a whole run may replace those that docs/speed.md is made from. */
function destination({ json, quick, only }: Options): string {
  if (json !== undefined) return resolve(here, json);
  return join(home, quick || only !== undefined ? 'dist/results.json' : 'results.json');
}
