import { listenForStop, type StopRequests } from './stop-requests.ts';

let requests: StopRequests | undefined; // undefined until the first loop: until then Ctrl-C ends the program as usual

/**
 * The items, until they end or Ctrl-C is pressed: then the loop ends after the current item, and the program continues.
 *
 * The second Ctrl-C ends the program at once, with exit code 130.
 */
export async function* untilInterrupted<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  requests ??= listenForStop();
  const before = requests.count;
  for await (const item of items) {
    yield item;
    if (requests.count !== before) return;
  }
}
