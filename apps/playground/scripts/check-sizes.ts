// Weighs the built page, prints a table, and fails if the first load is over its budget: `pnpm --filter playground check`.
import { fileURLToPath } from 'node:url';
import { loadedFiles, type LoadedFile, type LoadedWhen } from './first-load.ts';
import { FIRST_LOAD, VIEW } from './size-budget.ts';

const order: readonly LoadedWhen[] = ['at once', 'afterwards', 'when used'];

const files = loadedFiles(fileURLToPath(new URL('../dist', import.meta.url)));
const sorted = files.sort((a, b) => order.indexOf(a.when) - order.indexOf(b.when) || b.bytes - a.bytes);

console.log(' gzip, kB  loaded      file');
for (const { path, bytes, when } of sorted) console.log(`${kB(bytes)}  ${when.padEnd(10)}  ${path}`);
for (const when of order) console.log(`${kB(weightOf(when))}  ${when} in all`);

if (weightOf('at once') > FIRST_LOAD) {
  console.error(
    `The first load takes ${kB(weightOf('at once')).trim()} kB, more than ${FIRST_LOAD / 1000}: ` +
      'load something of it when it is first used, or make it smaller.',
  );
  process.exitCode = 1;
}

for (const { path, bytes } of files.filter(({ path }) => /-view-[\w-]+\.js$/.test(path))) {
  if (bytes <= VIEW) continue;
  console.error(
    `${path} takes ${kB(bytes).trim()} kB, more than ${VIEW / 1000}: load something of it when it is first used, or make it smaller.`,
  );
  process.exitCode = 1;
}

function weightOf(when: LoadedWhen): number {
  const those: readonly LoadedFile[] = files.filter((file) => file.when === when);
  return those.reduce((sum, { bytes }) => sum + bytes, 0);
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(9);
}
