import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPackages, filesBelow, root } from './repository.ts';

/** The table of files in a README: from its head to the last row. */
const table = /^\| *file .*\n(?:\|.*\n?)+/m;

const documented = [...allPackages.map((name) => `packages/${name}`), 'apps/demo']
  .map((folder) => ({ folder, rows: table.exec(readFileSync(join(root, folder, 'README.md'), 'utf8'))?.[0] ?? '' }))
  .filter(({ rows }) => rows !== '');

test('the packages with the most files have a table of them in their README', () => {
  const folders = documented.map(({ folder }) => folder);
  expect(folders).toEqual(expect.arrayContaining(['packages/autograd', 'packages/gpt', 'packages/wasm', 'apps/demo']));
});

describe.each(documented)("the table in $folder's README", ({ folder, rows }) => {
  const files = filesBelow(`${folder}/src`, '.ts').map((file) => posix.relative(`${folder}/src`, file));
  const mentioned = Array.from(
    rows.matchAll(/(?<=`|\]\()(?:src\/)?([\w./-]+(?:\.ts|\/))(?=`|\))/g),
    ([, name]) => name,
  );
  const named = mentioned.flatMap(filesNamed);

  test('names every file of src, each by itself', () => {
    // Every package has an index.ts, which exports what the others hold.
    const missing = files.filter((file) => file !== 'index.ts' && !named.includes(file));
    expect(missing).toEqual([]);
  });

  test('names no file and no folder that does not exist', () => {
    const wrong = mentioned.filter((name) => filesNamed(name).length !== 1 && !isElsewhere(name));
    expect(wrong).toEqual([]);
  });

  /** The files of src with this path, or else all that have this name in a folder. */
  function filesNamed(name: string): string[] {
    return files.includes(name) ? [name] : files.filter((file) => file.endsWith(`/${name}`));
  }

  /** A folder, or a file outside src. */
  function isElsewhere(name: string): boolean {
    return [name, `src/${name}`].some((path) => existsSync(join(root, folder, path)));
  }
});
