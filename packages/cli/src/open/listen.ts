import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError, isSystemError } from '@microgpt/terminal';

/** The address that no other machine can reach. */
const LOOPBACK = '127.0.0.1';

/** The port by default. A browser keeps the page's runs by address, so it should be the same the next time. */
const PORT = 4780;

/**
 * Starts a server on this machine alone, and returns its address.
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
  if (code === 'EADDRINUSE') return `port ${port} is in use; pass another --port, or none for any that is free`;
  return `port ${port} cannot be used (${code}); pass a --port from 1024 on, or none for any that is free`;
}
