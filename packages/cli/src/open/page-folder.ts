import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@microgpt/terminal';

/** Where the built page is: beside the program in the published package, and in the folder of the app in the repository. */
const places = ['./page', '../../../../apps/playground/dist'];

/**
 * The folder of the built page.
 *
 * @throws InputError if the page is not built
 */
export function pageFolder(): string {
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = folders.find((folder) => existsSync(join(folder, 'index.html')));
  if (found === undefined) throw new InputError('the page is not built; run pnpm --filter playground build first');
  return found;
}
