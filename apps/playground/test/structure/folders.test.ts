import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folders, from top to bottom, as the README lists them. */
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const order = [...readme.matchAll(/\]\(src\/([^)]+)\)/g)].map(([, folder]) => folder);

/** The folder in the table to which a file belongs. */
function folderOf(file: string): string | undefined {
  return order.find((folder) => file === folder || file.startsWith(`${folder}/`));
}

/** Each import from one folder into another. */
const imports = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    const targets = [...source.matchAll(/(?:from|import\(|new URL\()\s*'(\.[^']+)'/g)].map(([, target]) => target);
    return targets.map((target) => ({ file, target: normalize(join(dirname(file), target)) }));
  })
  .filter(({ target }) => !target.startsWith('..'));

test('the README lists every folder', () => {
  const unlisted = imports.flatMap(({ file, target }) => [file, target]).filter((file) => folderOf(file) === undefined);
  expect([...new Set(unlisted)]).toEqual([]);
});

test('every folder imports only from those below it, and no view from another', () => {
  const upward = imports.filter(({ file, target }) => {
    const [from, to] = [folderOf(file) ?? '', folderOf(target) ?? ''];
    if (from.startsWith('views/') && to.startsWith('views/')) return from !== to;
    return order.indexOf(to) < order.indexOf(from);
  });
  expect(imports.length).toBeGreaterThan(300);
  expect(upward.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
});
