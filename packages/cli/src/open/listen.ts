import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError, isSystemError } from '@microgpt/terminal';

/** The loopback address, which no other machine can reach. */
const LOOPBACK = '127.0.0.1';

/** The default port. A browser stores the runs of the page by address, so it should stay the same. */
const PORT = 4780;

/**
 * Starts a server that only this machine can reach, and returns its address.
 *
 * @param port a port that must be free; default 4780, or any other if that is in use
 * @throws InputError if the port cannot be used
 */
export async function listen(server: Server, port?: number): Promise<string> {
  const error = await tryPort(server, port ?? PORT);
  if (error?.code === 'EADDRINUSE' && port === undefined) await tryPort(server, 0);
  else if (error !== undefined) throw new InputError(problemOf(error, port ?? PORT));
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`;
}

async function tryPort(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error;
  }
}

function problemOf({ code }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE') return `port ${port} is in use; pass another --port, or leave it out to use any free port`;
  return `port ${port} cannot be used (${code}); pass a --port of 1024 or more, or leave it out to use any free port`;
}
