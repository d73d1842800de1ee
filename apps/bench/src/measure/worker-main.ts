// The program of a worker process. Its first message says what to work on; then the parent asks it to run for a round, which
// the parent times, or asks what came of it. Where the start is measured, it loads nothing but the contestant.

import { existsSync, readFileSync } from 'node:fs';
import { unsupported } from '../contestants/contestant.ts';
import { contestants } from '../contestants/index.ts';
import type { Task } from '../workloads/task.ts';
import type { Assignment, Work } from './work.ts';
import type { Reply, Request } from './worker-process.ts';

process.once('message', (assignment: Assignment) => {
  const work = begin(assignment);
  work.catch(() => undefined); // it is the answer to the first request
  process.on('message', (request: Request) => void answer(work, request));
});
process.on('disconnect', () => process.exit());

async function begin(assignment: Assignment): Promise<Work> {
  if ('task' in assignment) return startup(assignment.contestant, assignment.task, assignment.continueFor);
  const { workOf } = await import('./work.ts');
  return workOf(await contestants[assignment.contestant](), assignment);
}

/** A first step of training as soon as possible, then more of them for a while; `nobody` shows what Node needs by itself. */
async function startup(contestant: string, task: Task, continueFor: number): Promise<Work> {
  const { batches } = task;
  const trainer = contestant === 'nobody' ? undefined : (await contestants[contestant]()).trainer(task);
  trainer?.step(batches[0]);
  const firstStep = performance.now();
  for (let i = 1; trainer && performance.now() - firstStep < continueFor; i++)
    trainer.step(batches[i % batches.length]);
  return { startupCost: () => ({ firstStep, peakMemory: peakMemory() }) };
}

/** The peak memory of this process, in megabytes. */
function peakMemory(): number {
  // On Linux maxRSS begins with what the parent had when it forked; the kernel's own record begins with this program.
  const status = '/proc/self/status';
  const record = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
  return (record ? Number(record[1]) : process.resourceUsage().maxRSS) / 1024;
}

async function answer(work: Promise<Work>, [method, units = 0]: Request): Promise<void> {
  let reply: Reply;
  try {
    const action = (await work)[method];
    if (action === undefined) throw unsupported();
    reply = { value: await action(units) };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply);
}
