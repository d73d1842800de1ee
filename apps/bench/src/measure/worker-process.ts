import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Runner } from './measure.ts';
import type { Assignment, Work } from './work.ts';

/** What the process is asked, one thing at a time, once it has its assignment: a method of its work, with an argument. */
export type Request = readonly [method: keyof Work, units: number | undefined];

/** The answer of a worker process. */
export type Reply<M extends keyof Work = keyof Work> = { readonly value: Answer<M> } | { readonly error: string };

type Answer<M extends keyof Work> = Awaited<ReturnType<Required<Work>[M]>>;

const home = fileURLToPath(new URL('../..', import.meta.url));
const outdir = `${home}dist/programs`;

/**
 * Builds `worker-main.ts` as a user of the packages would: plain JavaScript, nothing left to compile.
 *
 * Other libraries are not bundled. The code of each contestant is a chunk, loaded only by the process that needs it.
 */
export async function buildWorker(): Promise<void> {
  await build({
    entryPoints: [`${home}src/measure/worker-main.ts`],
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

/**
 * Work in its own process, where no other contestant leaves garbage, uses memory, or affects the compiler's optimizations.
 *
 * The process starts when it is first asked for something; whatever it is asked for fails if it cannot do this work.
 */
export class WorkerProcess implements Runner {
  readonly #assignment: Assignment;
  #child: ChildProcess | undefined;

  constructor(assignment: Assignment) {
    this.#assignment = assignment;
  }

  run(units: number): Promise<number> {
    return this.ask('run', units);
  }

  /** Calls a method of the work; returns its result. */
  ask<M extends keyof Work>(method: M, units?: number): Promise<Answer<M>> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve, reject) => {
      const onReply = (reply: Reply<M>) => {
        child.off('exit', onExit);
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.value);
      };
      const onExit = (code: number | null, signal: string | null) => {
        child.off('message', onReply);
        reject(new Error(`its process ended with ${signal ?? `code ${code}`}`));
      };
      child.once('message', onReply);
      child.once('exit', onExit);
      child.send([method, units] satisfies Request, (error) => {
        if (error) reject(error);
      });
    });
  }

  end(): void {
    this.#child?.kill();
  }

  #start(): ChildProcess {
    const options: ForkOptions = { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }; // a user gives Node no options
    const child = fork(`${outdir}/worker-main.mjs`, options);
    child.send(this.#assignment);
    return child;
  }
}
