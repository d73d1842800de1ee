import type { Writable } from 'node:stream';

// The terminal signals every program in the foreground, and pnpm may then signal its child again.
const ONE_PRESS_MS = 50;

/** Requests to end the program. */
export interface StopRequests {
  /** The number of requests so far: 0 or 1, because the second ends the program. */
  readonly count: number;
  /** Stops listening, so that the next signal ends the program as usual. */
  close(): void;
}

/** The options of {@link listenForStop}. */
export interface StopOptions {
  /** The signals that are requests; default Ctrl-C. */
  readonly signals?: readonly NodeJS.Signals[];
  /** An output that ends the program when its reader goes away; default none. */
  readonly output?: Writable;
}

/**
 * Listens for requests to end the program, which then ends when it can.
 *
 * The second signal ends the program at once, with exit code 130.
 */
export function listenForStop({ signals = ['SIGINT'], output }: StopOptions = {}): StopRequests {
  let received = 0;
  let isClosed = false;
  let last = -Infinity;
  for (const signal of signals) process.on(signal, onSignal);
  output?.on('error', onError);
  return {
    get count() {
      return received + (isClosed ? 1 : 0);
    },
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
      setImmediate(() => output?.off('error', onError)); // what was written last may still fail
    },
  };

  function onSignal(): void {
    const repeated = performance.now() - last < ONE_PRESS_MS;
    last = performance.now();
    if (repeated) return;
    received++;
    if (received > 1) process.exit(130);
  }

  function onError(): void {
    isClosed = true;
  }
}
