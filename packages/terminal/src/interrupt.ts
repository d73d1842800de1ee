// The terminal signals every program in the foreground, and pnpm may then signal its child again.
const ONE_PRESS_MS = 50;

let interrupts: number | undefined; // undefined until the first loop: until then Ctrl-C ends the program as usual

/**
 * The items, until they end or Ctrl-C is pressed: then the loop ends after the current item, and the program continues.
 *
 * The second Ctrl-C ends the program at once, with exit code 130.
 */
export async function* untilInterrupted<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  listen();
  const before = interrupts;
  for await (const item of items) {
    yield item;
    if (interrupts !== before) return;
  }
}

function listen(): void {
  if (interrupts !== undefined) return;
  interrupts = 0;
  let last = -Infinity;
  process.on('SIGINT', () => {
    const repeated = performance.now() - last < ONE_PRESS_MS;
    last = performance.now();
    if (repeated) return;
    interrupts = (interrupts ?? 0) + 1;
    if (interrupts > 1) process.exit(130);
  });
}
