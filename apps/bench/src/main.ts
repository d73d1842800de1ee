// How fast the engines are, beside each other and beside other libraries: `pnpm bench --help`.

import { mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithMessage } from '@microgpt/terminal';
import { Bench } from './bench.ts';
import { readOptions, type Options } from './options.ts';
import { writeResults } from './report/results.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
/** Where the command was typed; pnpm goes to the package's folder and keeps it here. */
const here = process.env.INIT_CWD ?? process.cwd();

process.on('uncaughtException', exitWithMessage);

await run(await readOptions(process.argv.slice(2)));

async function run(options: Options): Promise<void> {
  const { json, quick, only } = options;
  // Only a whole run may replace the results that docs/speed.md is made from.
  const usual = join(home, quick === true || only !== undefined ? 'dist/results.json' : 'results.json');
  const file = json === undefined ? usual : resolve(here, json);
  const results = await new Bench(options, console).run();
  mkdirSync(dirname(file), { recursive: true });
  writeResults(file, results);
  console.log(`\nWritten to ${relative(here, file)}`);
}
