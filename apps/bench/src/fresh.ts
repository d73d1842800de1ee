import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Task } from './workloads/task.ts';

/** What a process of its own is to do. */
export interface Assignment {
  /** By name, or `nobody`. */
  readonly contestant: string;
  readonly task: Task;
  /** How long to go on after the first step. */
  readonly milliseconds: number;
}

/** What it needed. */
export interface Needs {
  /** From the start of the process to the end of the first step, in milliseconds. */
  readonly firstStep: number;
  /** The most memory that the process had, in megabytes. */
  readonly peakMemory: number;
}

const home = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${home}dist/fresh`;

/**
 * Builds the program of the fresh processes as someone would who uses the packages: plain JavaScript, nothing left to compile.
 *
 * Peers stay where they are installed. A contestant's code is a chunk by itself, loaded only by the process that wants it.
 */
export async function buildFreshProgram(): Promise<void> {
  await build({
    entryPoints: [`${home}src/fresh-child.ts`],
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

/** Runs the program in a process of its own. */
export function inFreshProcess(assignment: Assignment): Promise<Needs> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [`${outdir}/fresh-child.mjs`], (error, stdout, stderr) => {
      if (error) reject(new Error(/^\w*Error: .*/m.exec(stderr)?.[0] ?? error.message));
      else resolve(JSON.parse(stdout) as Needs);
    });
    child.stdin?.end(JSON.stringify(assignment));
  });
}
