import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../../out/', import.meta.url);

/**
 * Writes an output file of an example.
 *
 * @returns its path, relative to the root of the repository
 */
export function save(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), text);
  return `apps/examples/out/${name}`;
}
