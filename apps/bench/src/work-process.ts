import { fork, type ChildProcess } from 'node:child_process';
import type { Version } from './layers.ts';
import type { Runner } from './measure.ts';
import { programFile } from './programs.ts';
import type { Amounts } from './runners.ts';

/** What a process is to work on, by name: a workload, or a version of a layer on one of our engines. */
export type Assignment = { readonly contestant: string } & (
  { readonly workload: string } | { readonly layer: string; readonly version: Version }
);

/** What the process is asked, one thing at a time: to do so many units, or what they amount to. */
export type Request = number | 'amounts';

/** What it answers, first of all that it is ready. */
export type Reply = { readonly value?: unknown } | { readonly error: string };

/**
 * Work in a process of its own, where nobody else leaves garbage, takes memory, or teaches the compiler other habits: as in a
 * program that uses one engine.
 */
export class WorkProcess implements Runner {
  readonly name: string;
  readonly #child: ChildProcess;

  private constructor(assignment: Assignment) {
    this.name = assignment.contestant;
    this.#child = fork(programFile('work-child'), [JSON.stringify(assignment)], {
      execArgv: [], // a user gives Node no options
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  /**
   * Starts `work-child.ts`, which must have been built, and waits until it is ready.
   *
   * @throws Error that says why, if it cannot do this work
   */
  static async start(assignment: Assignment): Promise<WorkProcess> {
    const work = new WorkProcess(assignment);
    try {
      await work.#reply();
    } catch (error) {
      work.end();
      throw error;
    }
    return work;
  }

  run(units: number): Promise<number> {
    return this.#reply(units) as Promise<number>;
  }

  /** What the units of a workload amount to; ask when the work is done. */
  amounts(): Promise<Amounts> {
    return this.#reply('amounts') as Promise<Amounts>;
  }

  end(): void {
    this.#child.kill();
  }

  /** The next reply, to the request if there is one. */
  #reply(request?: Request): Promise<unknown> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onReply = (reply: Reply) => {
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
      if (request === undefined) return;
      child.send(request, (error) => {
        if (error) reject(error);
      });
    });
  }
}
