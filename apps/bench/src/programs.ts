import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What runs in processes of their own. */
type Program = 'fresh-child' | 'work-child';

const programs: readonly Program[] = ['fresh-child', 'work-child'];

const home = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${home}dist/programs`;

/** Where a program is once it has been built. */
export function programFile(program: Program): string {
  return `${outdir}/${program}.mjs`;
}

/**
 * Builds the programs as someone would who uses the packages: plain JavaScript, nothing left to compile.
 *
 * Peers stay where they are installed. A contestant's code is a chunk by itself, loaded only by the process that wants it.
 */
export async function buildPrograms(): Promise<void> {
  await build({
    entryPoints: programs.map((program) => `${home}src/${program}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@microgpt/source'],
    external: ['@tensorflow/*', '@jax-js/*'],
    logLevel: 'error',
  });
}
