import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The machine on which the numbers were measured. */
export function thisMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

/** The load average of the last minute per core; 0 on systems without one. */
export function loadPerCore(): number {
  return loadavg()[0] / availableParallelism();
}

/** The load per core at the start above which other programs disturb the measurement. */
export const QUIET = 0.5;
