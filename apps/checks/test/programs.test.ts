import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { programsIn } from './programs-in.ts';
import { filesBelow, root } from './repository.ts';

/** What a program prints that is imported from a folder of the repository, so that it may import what that may. */
async function run(source: string, folder: string): Promise<string> {
  const scratch = mkdtempSync(join(root, folder, '.program-'));
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(format(...values)));
  const cwd = process.cwd();
  process.chdir(root); // as a reader's shell, for the paths in programs
  try {
    const file = join(scratch, 'program.ts');
    writeFileSync(file, source);
    await import(pathToFileURL(file).href);
  } finally {
    process.chdir(cwd);
    log.mockRestore();
    rmSync(scratch, { recursive: true });
  }
  return lines.join('\n');
}

/** Made of the programs in apps/examples, whose own tests run them. */
const guide = 'docs/extending.md';

const documents = filesBelow('.', '.md')
  .filter((file) => file !== guide && !file.endsWith('.api.md')) // API reports hold declarations
  .map((file) => ({ file, programs: programsIn(readFileSync(join(root, file), 'utf8')) }))
  .filter(({ programs }) => programs.length > 0);

describe.each(documents)('$file', ({ file, programs }) => {
  // Documents outside a package speak of all of them, as this app may import them.
  const folder = file.startsWith('packages/') ? dirname(file) : 'apps/checks';

  test.each(programs)('the program at line $line prints what stands below it', async ({ source, output }) => {
    const printed = await run(source, folder);
    if (output !== undefined) expect(printed.trim()).toBe(output.trim());
  });
});

test('there are programs to check', () => {
  expect(documents.map(({ file }) => file)).toContain('README.md');
});
