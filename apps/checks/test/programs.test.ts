import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { filesBelow, root } from './repository.ts';

/** A program in a document, and the output that stands below it. */
interface Program {
  readonly line: number;
  readonly source: string;
  readonly output: string | undefined;
}

/** Every ```ts block, with the ```text block that follows it. */
function programsIn(markdown: string): Program[] {
  const blocks = /```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g;
  return Array.from(markdown.matchAll(blocks), (match) => {
    const [, source, output] = match as unknown as [string, string, string | undefined];
    return { line: markdown.slice(0, match.index).split('\n').length, source, output };
  });
}

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

const documents = filesBelow('.', '.md')
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
