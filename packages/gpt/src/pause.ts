const SLICE_MS = 16;

let last = performance.now();

/**
 * Yields to the event loop every 16 ms of a long computation, so that timers, events and drawing run.
 *
 * By time and not by step, because yielding takes longer than a step of a small model.
 *
 * @returns a promise to await, or undefined before the 16 ms are over
 */
export function pauseIfDue(): Promise<void> | undefined {
  if (performance.now() - last < SLICE_MS) return undefined;
  return nextTask().then(() => {
    last = performance.now();
  });
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    if (typeof MessageChannel !== 'function') {
      setTimeout(resolve); // jsdom, in which Jest runs tests
      return;
    }
    // Browsers: a message is handled at once; a timer would wait 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
