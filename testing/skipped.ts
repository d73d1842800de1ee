import { appendFileSync } from 'node:fs';

/**
 * Notes tests that were skipped, for the list that `pnpm test` prints at its end.
 *
 * @param lines what was skipped and why
 */
export function noteSkipped(lines: readonly string[]): void {
  const { SKIPPED_TESTS: file } = process.env;
  if (file !== undefined && lines.length > 0) appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
}
