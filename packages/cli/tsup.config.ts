import { defineConfig } from 'tsup';

/**
 * A program: ESM for Node. Each command's work is a chunk of its own, which is loaded when it runs. What comes from private packages, the
 * terminal and the guide's layers, is part of the chunks.
 */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  splitting: true,
  clean: true,
  noExternal: ['@microgpt/terminal', 'examples'],
  target: 'node20',
  esbuildOptions(options) {
    options.conditions = ['@microgpt/source']; // of the packages that are bundled
  },
});
