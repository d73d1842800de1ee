import { defineConfig } from 'tsup';

/** How every package is built: ESM and CommonJS with declarations for both. Entries are named by each package's script. */
export default defineConfig({
  format: ['esm', 'cjs'],
  dts: true,
  splitting: true, // also for CommonJS: an entry must not hold a second copy of what another has
  clean: true,
  sourcemap: true,
  target: 'es2022',
});
