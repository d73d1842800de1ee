import { execFile } from 'node:child_process';
import { programFile } from './programs.ts';
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

/** Runs `fresh-child.ts` in a process of its own; it must have been built. */
export function inFreshProcess(assignment: Assignment): Promise<Needs> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [programFile('fresh-child')], (error, stdout, stderr) => {
      if (error) reject(new Error(/^\w*Error: .*/m.exec(stderr)?.[0] ?? error.message));
      else resolve(JSON.parse(stdout) as Needs);
    });
    child.stdin?.end(JSON.stringify(assignment));
  });
}
