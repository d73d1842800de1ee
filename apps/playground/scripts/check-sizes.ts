// Weighs the built page, prints a table, and fails if the first load is over its budget: `pnpm --filter playground check`.
import { fileURLToPath } from 'node:url';
import { builtFiles, withImports } from './built-files.ts';
import { askedForAtOnce, FIRST_LOAD } from './size-budget.ts';

const files = builtFiles(fileURLToPath(new URL('../dist', import.meta.url)));
const first = withImports(files, ['index.html', ...askedForAtOnce.flatMap(filesNamed)]);

const rows = Array.from(files, ([name, { path, bytes }]) => ({ path, bytes, isFirst: first.has(name) }));
rows.sort((a, b) => Number(b.isFirst) - Number(a.isFirst) || b.bytes - a.bytes);
const total = rows.reduce((sum, { bytes, isFirst }) => sum + (isFirst ? bytes : 0), 0);

console.log('gzip, kB  loaded    file');
for (const { path, bytes, isFirst } of rows)
  console.log(`${kB(bytes)}  ${isFirst ? 'at once ' : 'when used'.padEnd(8)}  ${path}`);
console.log(`${kB(total)}  at once in all; the budget is ${(FIRST_LOAD / 1000).toFixed(0)} kB`);

if (total > FIRST_LOAD) {
  console.error('The first load is over its budget: load something of it when it is first used, or make it smaller.');
  process.exitCode = 1;
}

/** The built files whose name before the hash is this one. */
function filesNamed(name: string): string[] {
  const found = [...files.keys()].filter((file) => file.startsWith(`${name}-`));
  if (found.length > 0) return found;
  console.error(`scripts/size-budget.ts names ${name}, but no built file has this name`);
  process.exitCode = 1;
  return [];
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(8);
}
