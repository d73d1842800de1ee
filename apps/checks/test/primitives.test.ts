import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './repository.ts';

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

test('ARCHITECTURE.md names the primitives of Tensor, and counts them as the tour does', () => {
  const sources = ['value/arithmetic.ts', 'tensor/tensor.ts'].map((file) => textOf(`packages/autograd/src/${file}`));
  // `engine` and `toString` are neither operations nor do they deal with numbers.
  const abstract = Array.from(
    sources.join('\n').matchAll(/^ {2}(?:protected )?abstract (?:get |set )?(\w+)\(/gm),
    ([, name]) => name,
  ).filter((name) => name !== 'toString');
  const paragraph = /\*\*Few primitives\.\*\*([^]*?)Everything else/.exec(textOf('ARCHITECTURE.md'))?.[1] ?? '';
  const [operations, others] = paragraph.split('Seven more members').map((part) => {
    return Array.from(part.matchAll(/`(\w+)`/g), ([, name]) => name);
  });
  expect([...operations, ...others].sort()).toEqual([...new Set(abstract)].sort());
  expect([operations.length, others.length]).toEqual([12, 7]);
  expect(textOf('docs/tour.md')).toMatch(/\btwelve operations\b[^.]*\bseven members\b/);
});
