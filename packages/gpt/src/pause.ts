const SLICE_MS = 16;

let last = performance.now();

/**
 * Lets timers, events and drawing happen every 16 ms of a long computation.
 *
 * By time and not by step: giving way costs more than a whole step of a small model.
 *
 * @returns what to await, or undefined while it is not time yet
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
    // Browsers: a message is a task at once, where a timer would wait 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
