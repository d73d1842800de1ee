import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestOf, packages, published, root } from './repository.ts';

const repository = 'https://github.com/microgpt-ts/microgpt';

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe.each(published)('the published package %s', (name) => {
  const folder = `packages/${name}`;
  const manifest = manifestOf(folder);

  test('says what it is, under the family name and version', () => {
    const { version } = manifestOf(`packages/${published[0]}`);
    expect(manifest).toMatchObject({ name: `@microgpt/${name}`, version, license: 'MIT' });
    expect(manifest.description).toMatch(/^[A-Za-z].+[^.]$/);
    expect(manifest.keywords?.length).toBeGreaterThan(2);
  });

  test('says where it comes from', () => {
    expect(manifest).toMatchObject({
      repository: { type: 'git', url: `git+${repository}.git`, directory: folder },
      homepage: `${repository}/tree/main/${folder}#readme`,
      bugs: { url: `${repository}/issues` },
    });
  });

  test('is public, for Node 20 and later', () => {
    expect(manifest).toMatchObject({ engines: { node: '>=20' }, publishConfig: { access: 'public' } });
    expect(manifest.private).toBeUndefined();
  });

  test('is packed with its README and the licence', () => {
    expect(textOf(`${folder}/README.md`)).toMatch(new RegExp(`^ *(npm install|npx) .*@microgpt/${name}\\b`, 'm'));
    expect(textOf(`${folder}/LICENSE`)).toBe(textOf('LICENSE'));
  });
});

describe.each(packages)('the package %s, which programs import,', (name) => {
  const manifest = manifestOf(`packages/${name}`);

  test('is without side effects', () => {
    expect(manifest).toMatchObject({ sideEffects: false });
  });

  test('is packed with what is built, its sources and its changes', () => {
    expect(manifest.files).toEqual(['dist', 'src', 'CHANGELOG.md']);
  });
});
