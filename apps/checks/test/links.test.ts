import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, root } from './repository.ts';

const documents = filesBelow('.', '.md').filter((file) => linksIn(textOf(file)).length > 0);

describe.each(documents)('%s', (file) => {
  test('links only to files and headings that exist', () => {
    const broken = linksIn(textOf(file)).filter((link) => {
      const [path, ...anchors] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return !existsSync(join(root, target)) || anchors.some((anchor) => !anchorsIn(textOf(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

/** A document without its blocks of code. */
function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/^```[^]*?^```/gm, '');
}

/** What a document links to within the repository. */
function linksIn(markdown: string): string[] {
  return Array.from(markdown.matchAll(/\]\(([^)]+)\)/g), ([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** The headings of a document, as GitHub makes anchors of them. */
function anchorsIn(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
