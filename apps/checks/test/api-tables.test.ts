import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestOf, packages, root } from './repository.ts';

/** Every entry point of the published packages. */
const entries = packages.flatMap((name) =>
  Object.entries(manifestOf(`packages/${name}`).exports ?? {}).flatMap(([subpath, { '@microgpt/source': file }]) =>
    file === undefined ? [] : [{ name, entry: join(name, subpath), file: join(root, 'packages', name, file) }],
  ),
);

describe.each(entries)("the README's API at a glance", ({ name, entry, file }) => {
  test(`names every function and class that ${entry} exports`, async () => {
    const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
    const [, api = ''] = /\n## API at a glance\n([^]*?)(?=\n## |$)/.exec(readme) ?? [];
    const exported = Object.keys((await import(file)) as object);
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter((each) => !new RegExp(`\\b${each}\\b`).test(api))).toEqual([]);
  });
});
