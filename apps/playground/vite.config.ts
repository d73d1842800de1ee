import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './scripts/content-security-policy.ts';
import { listFiles } from './scripts/list-files.ts';
import { sharedWorkers } from './scripts/shared-workers.ts';
import { frontCodedPlugin } from './scripts/front-coded-plugin.ts';

/** With these headers the page is isolated from other origins, which threads and exact measures of memory need. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The page. Its addresses are relative, so that it works in any folder of a server. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['@microgpt/source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  plugins: [frontCodedPlugin(), sharedWorkers(), contentSecurityPolicy(), listFiles()],
  build: {
    modulePreload: false,
    rolldownOptions: {
      input: { page: 'index.html', 'service-worker': 'src/offline/service-worker.ts' },
      output: {
        // A browser knows a service worker by its address.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        // The entry of a package is called after the package.
        chunkFileNames: ({ name, facadeModuleId }) =>
          `assets/${/packages\/([^/]+)\/src\/index\.ts$/.exec(facadeModuleId ?? '')?.[1] ?? name}-[hash].js`,
      },
    },
  },
  server: { headers },
  preview: { headers },
});
