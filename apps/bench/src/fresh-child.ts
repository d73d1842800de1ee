// The program of a process of its own: a first step of training as soon as possible, then more of them for a while. It reads
// what to do from its input and prints what it needed. `nobody` does nothing, and shows what Node needs by itself.

import { existsSync, readFileSync } from 'node:fs';
import { contestants } from './contestants.ts';
import type { Assignment, Needs } from './fresh.ts';

const { contestant, task, milliseconds } = JSON.parse(readFileSync(0, 'utf8')) as Assignment;

let firstStep = performance.now();
if (contestant !== 'nobody') {
  const { trainer } = await contestants[contestant]();
  const training = trainer(task);
  if (training === undefined) throw new Error(`${contestant} cannot do this task`);
  training.step(task.batches[0]);
  firstStep = performance.now();
  for (let i = 1; performance.now() - firstStep < milliseconds; i++)
    training.step(task.batches[i % task.batches.length]);
}
const needs: Needs = { firstStep, peakMemory: peakMemory() };
process.stdout.write(JSON.stringify(needs));

/** The most memory that this process ever had, in megabytes. */
function peakMemory(): number {
  // On Linux maxRSS begins with what the parent had when it forked; the kernel's own record begins with this program.
  const status = '/proc/self/status';
  const record = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
  return (record ? Number(record[1]) : process.resourceUsage().maxRSS) / 1024;
}
