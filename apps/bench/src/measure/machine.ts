import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the numbers are measured on. */
export function thisMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

/** How many programs wanted to run in the last minute, for each core; 0 where the system does not tell. */
export function loadPerCore(): number {
  return loadavg()[0] / availableParallelism();
}

/** Above this load per core at the start, what is measured is the company as well. */
export const QUIET = 0.5;
