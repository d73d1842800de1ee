// Runs the example that is named, or lists them all.

import { commandOf, examples } from './examples.ts';

const name = process.argv.slice(2).find((arg) => arg !== '--'); // pnpm may hand on its own separator
const example = examples.find((known) => known.name === name);

if (example) {
  await import(example.url.href);
} else {
  if (name !== undefined) console.error(`There is no example "${name}".\n`);
  for (const { name: known, about } of examples) console.log(`${commandOf(known)}\n    ${about}`);
  process.exitCode = name === undefined ? 0 : 1;
}
