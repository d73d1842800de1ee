import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';

/** Part of the build: puts the list of all built files into the service worker, which keeps them in the browser. */
export function listFiles(): Plugin {
  return {
    name: 'list-files',
    apply: 'build',
    writeBundle: {
      order: 'post',
      handler: ({ dir = 'dist' }) => {
        const names = readdirSync(dir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) =>
            join(parentPath, name)
              .slice(dir.length + 1)
              .replaceAll('\\', '/'),
          )
          .filter((name) => name !== WORKER && !name.endsWith('.map'))
          .sort();
        const hash = createHash('sha256');
        for (const name of names) hash.update(name).update(readFileSync(join(dir, name)));
        const files = names.map((name) => (name === 'index.html' ? './' : name));
        const path = join(dir, WORKER);
        const code = readFileSync(path, 'utf8')
          .replace('FILES_OF_THE_PAGE', () => JSON.stringify(files))
          .replace('VERSION_OF_THE_PAGE', () => JSON.stringify(hash.digest('hex').slice(0, 12)));
        writeFileSync(path, code);
      },
    },
  };
}
