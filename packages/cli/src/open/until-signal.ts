import { once } from 'node:events';

/** The signals that end a program. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits until the program is asked to end; the next signal ends it as usual. */
export async function untilSignal(): Promise<void> {
  const others = new AbortController();
  await Promise.race(signals.map((signal) => once(process, signal, { signal: others.signal }).catch(() => undefined)));
  others.abort();
}
