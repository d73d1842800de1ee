import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { listenForStop } from '../src/stop-requests.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('the first signal is a request, and the second ends the program with 130', async () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  const stop = listenForStop({ signals: ['SIGINT', 'SIGTERM'] });
  expect(stop.count).toBe(0);
  process.emit('SIGTERM');
  process.emit('SIGINT'); // the same press, that a program in between has passed on
  expect(stop.count).toBe(1);
  expect(exit).not.toHaveBeenCalled();
  await pause(60);
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
  stop.close();
  exit.mockRestore();
  expect(process.listeners('SIGTERM')).toEqual([]);
});

test('an output whose reader has gone is a request, and no exception', () => {
  const output = new PassThrough();
  const stop = listenForStop({ output });
  output.emit('error', new Error('EPIPE'));
  expect(stop.count).toBe(1);
  stop.close();
});
