import { defineConfig } from 'vite';
import { frontCodedPlugin } from './src/data/front-coded-plugin.ts';

/** With these headers the page is isolated from other origins, which threads and exact measures of memory need. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The page. Its addresses are relative, so that it works in any folder of a server. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['@microgpt/source', 'module', 'browser', 'development|production'] },
  plugins: [frontCodedPlugin()],
  worker: { format: 'es' },
  server: { headers },
  preview: { headers },
});
