import { expect, test } from 'vitest';
import { rewriteImports } from '../../src/layers/own/rewrite-imports.ts';

const renamed = (source: string) => rewriteImports(source, (name) => `blob:${name.length}`);

test('every import of a module gets its address, and nothing else changes', async () => {
  const source = `import { Linear } from '@microgpt/nn'; // from '@microgpt/nn'
import * as all from "@microgpt/gpt";
export { Tensor } from '@microgpt/autograd';
export const text = "import '@microgpt/nn'", url = import.meta.url;
export const later = () => import('@microgpt/random');
`;
  expect(await renamed(source)).toBe(`import { Linear } from 'blob:12'; // from '@microgpt/nn'
import * as all from "blob:13";
export { Tensor } from 'blob:18';
export const text = "import '@microgpt/nn'", url = import.meta.url;
export const later = () => import("blob:16");
`);
});

test('a module that computes the name of an import is refused', async () => {
  await expect(renamed('const name = "a"; import(name);')).rejects.toThrow(
    'it computes the name of a module that it imports; write the name as a string',
  );
});

test('a module that cannot be read is refused with its line', async () => {
  await expect(renamed('export const mlp = () => {\n  return (1;\n};\n')).rejects.toThrow(
    /^line \d+ is not JavaScript/,
  );
});
