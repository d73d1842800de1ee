import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../src/open/listen.ts';

const servers: Server[] = [];

function newServer(): Server {
  const server = createServer();
  servers.push(server);
  return server;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test('without a port, a second server gets another one', async () => {
  const addresses = [await listen(newServer()), await listen(newServer())];
  expect(addresses[0]).not.toBe(addresses[1]);
  for (const address of addresses) expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('no other machine can reach the server', async () => {
  const server = newServer();
  await listen(server);
  expect(server.address()).toMatchObject({ address: '127.0.0.1' });
});

test('a port in use is an error that says what to do', async () => {
  const { port } = new URL(await listen(newServer()));
  await expect(listen(newServer(), Number(port))).rejects.toThrow(
    `port ${port} is in use; pass another --port, or leave it out to use any free port`,
  );
});
