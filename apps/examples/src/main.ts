// Runs the named example, or lists all examples.

import { nearest } from '@microgpt/terminal';
import { commandOf, examples } from './examples.ts';

const name = process.argv.slice(2).find((arg) => arg !== '--'); // pnpm may pass its own separator
const example = examples.find((known) => known.name === name);

if (example) {
  await import(example.url.href);
} else if (name === undefined) {
  for (const { name: known, about } of examples) console.log(`${commandOf(known)}\n    ${about}`);
} else {
  const names = examples.map((known) => known.name);
  console.error(`There is no example "${name}"; ${hint(nearest(name, names), names)}`);
  process.exitCode = 1;
}

function hint(meant: string | undefined, names: readonly string[]): string {
  return meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
}
