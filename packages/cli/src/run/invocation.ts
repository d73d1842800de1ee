import { basename } from 'node:path';

/**
 * The words that start this program where the user is, for commands to copy: `microgpt`, `npx microgpt` in a project that
 * has it, `npx @microgpt/cli` where npx fetched it, or `pnpm microgpt` in the repository.
 *
 * @param path the path of the program that Node runs, as it was called
 */
export function invocation(path = process.argv[1] ?? ''): string {
  const parts = path.split(/[/\\]/);
  if (parts.includes('_npx')) return 'npx @microgpt/cli';
  if (parts.at(-2) === '.bin' && basename(path) === 'microgpt') return 'npx microgpt';
  return parts.slice(-2).join('/') === 'scripts/microgpt.ts' ? 'pnpm microgpt' : 'microgpt';
}
