import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import { frontCoded } from '../src/data/front-coding.ts';

const QUERY = '?front-coded';

/** Makes `import coded from 'a-file?front-coded'` the file's text in its shorter form, as a part of the program. */
export function frontCodedPlugin(): Plugin {
  return {
    name: 'front-coded',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(QUERY)) return undefined;
      const path = id.slice(0, -QUERY.length);
      this.addWatchFile(path);
      return `export default ${JSON.stringify(frontCoded(await readFile(path, 'utf8')))}`;
    },
  };
}
