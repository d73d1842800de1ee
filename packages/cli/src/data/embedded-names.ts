import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where the embedded names are: beside the program in the published package, into which the build copies them, and in the
 * demo's folder in the repository. See NOTICE there for where they come from.
 */
const places = ['./data/ssa-2018.txt', '../../../../apps/demo/data/ssa-2018.txt'];

/** The path of the embedded names: the first names of 2018 in the United States, one in each line. */
export function embeddedNames(): string {
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the embedded names are missing: there is no file ${paths[0]}`);
  return found;
}
