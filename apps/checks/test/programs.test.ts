import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { programsIn } from './programs-in.ts';
import { filesBelow, root } from './repository.ts';

/** Runs a program from a folder of the repository, so that it imports what that folder's package may. */
async function run(source: string, folder: string): Promise<string> {
  const scratch = mkdtempSync(join(root, folder, '.program-'));
  try {
    const file = join(scratch, 'program.ts');
    writeFileSync(file, source);
    const flags = ['--conditions=@microgpt/source', '--import', 'tsx'];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, file], { cwd: root });
    return stdout;
  } finally {
    rmSync(scratch, { recursive: true });
  }
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
