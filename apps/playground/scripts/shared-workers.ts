import type { Plugin } from 'vite';

/** How the page starts a worker; Vite would build such a worker for itself, with copies of all that it imports. */
const worker = /new URL\(\s*'([^']+\.worker\.ts)'\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Part of the build: the workers are built together with the page, so that they share the packages that all of them use. The browser then
 * fetches and keeps one copy.
 */
export function sharedWorkers(): Plugin {
  return {
    name: 'shared-workers',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { code: '.worker.ts' },
      async handler(code, importer) {
        const found = Array.from(code.matchAll(worker), ([, path]) => path);
        if (found.length === 0) return undefined;
        const urls = new Map<string, string>();
        for (const path of found) {
          const resolved = await this.resolve(path, importer);
          if (resolved === null) throw new Error(`${importer} starts the worker ${path}, which does not exist`);
          const name = path.slice(path.lastIndexOf('/') + 1, -'.ts'.length);
          const reference = this.emitFile({ type: 'chunk', id: resolved.id, name });
          urls.set(path, `new URL(import.meta.ROLLUP_FILE_URL_${reference})`);
        }
        return code.replace(worker, (whole, path: string) => urls.get(path) ?? whole);
      },
    },
  };
}
