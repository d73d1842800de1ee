import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../src/open/listen.ts';
import { pageServer } from '../../src/open/page-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const outer = temporaryFolder();
const folder = join(outer, 'page');
const file = join(outer, 'my "first" <poems>.safetensors');
const source = join(outer, 'poems.txt');
const poems = 'she sells sea shells\n';
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const data = {
  ...{ source, bytes: poems.length, sha256: createHash('sha256').update(poems).digest('hex') },
  ...{ documents: 1, trainingTokens: 20, validationTokens: 1 },
};

let server: Server;
let address: URL;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  writeFileSync(join(folder, 'index.html'), `<html><head>${meta}</head><body>page</body></html>`);
  mkdirSync(join(outer, 'old'));
  writeFileSync(join(outer, 'old/index.html'), '<html><head></head><body>page</body></html>');
  writeFileSync(join(folder, 'assets/page-1.js'), 'export {};');
  writeFileSync(join(folder, '.hidden'), 'hidden');
  writeFileSync(join(outer, 'secret.txt'), 'secret');
  server = pageServer({ folder, file, data });
  address = new URL(await listen(server, await freePort()));
});

beforeEach(() => {
  writeFileSync(file, 'first');
  writeFileSync(source, poems);
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Asks for a path as it is: `fetch` would simplify it first. */
async function ask(path: string, options: { method?: string; headers?: object } = {}): Promise<IncomingMessage> {
  const { hostname, port, host } = address;
  const { method = 'GET', headers = {} } = options;
  const asked = request({ hostname, port, path, method, headers: { host, ...headers } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  return (await buffer(response)).toString();
}

describe('the page', () => {
  test.each(['/', '/index.html', '/?from=terminal'])('is at %s, and knows the name of the file', async (path) => {
    const response = await ask(path);
    expect(response.headers['content-type']).toBe('text/html;charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(await textOf(response)).toContain(
      '<meta name="microgpt-checkpoint" content="my &quot;first&quot; &lt;poems&gt;.safetensors" />',
    );
  });

  test('has its files with their types, and the headers that isolate it', async () => {
    const response = await ask('/assets/page-1.js');
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/javascript',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
    });
    expect(await textOf(response)).toBe('export {};');
  });

  test('cannot be served without its policy', () => {
    expect(() => pageServer({ folder: join(outer, 'old'), file, data })).toThrow('the page is older than this program');
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/.hidden',
    '/none.js',
    '/%',
  ])('has no %s', async (path) => {
    expect((await ask(path)).statusCode).toBe(404);
  });
});

describe('the checkpoint', () => {
  test('is sent as it is, and again only when it has changed', async () => {
    const first = await ask('/checkpoint');
    const { etag } = first.headers;
    expect(await textOf(first)).toBe('first');
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'content-length': '5' });

    const again = await ask('/checkpoint', { headers: { 'if-none-match': etag } });
    expect([again.statusCode, await textOf(again)]).toEqual([304, '']);

    writeFileSync(`${file}.new`, 'later'); // as long as the first
    renameSync(`${file}.new`, file);
    const later = await ask('/checkpoint', { headers: { 'if-none-match': etag } });
    expect([later.statusCode, await textOf(later)]).toEqual([200, 'later']);
    expect(later.headers.etag).not.toBe(etag);
  });

  test('is sent whole while it is replaced', async () => {
    const before = Buffer.alloc(2 ** 24, 'before');
    writeFileSync(file, before);
    const response = await ask('/checkpoint');
    await once(response, 'readable'); // the first bytes are here, the last ones wait until they are read
    writeFileSync(`${file}.new`, 'after');
    renameSync(`${file}.new`, file);
    expect((await buffer(response)).equals(before)).toBe(true);
    expect(await textOf(await ask('/checkpoint'))).toBe('after');
  });

  test('that is overwritten in place while it is sent breaks the connection', async () => {
    writeFileSync(file, Buffer.alloc(2 ** 24, 'before'));
    const response = await ask('/checkpoint');
    await once(response, 'readable');
    writeFileSync(file, Buffer.alloc(2 ** 24, 'after'));
    await expect(buffer(response)).rejects.toThrow('aborted');
  });

  test('has only headers for HEAD', async () => {
    const response = await ask('/checkpoint', { method: 'HEAD' });
    expect([response.headers['content-length'], await textOf(response)]).toEqual(['5', '']);
  });

  test('is missing while there is none, and there again afterwards', async () => {
    rmSync(file);
    expect((await ask('/checkpoint')).statusCode).toBe(404);
    writeFileSync(file, 'back');
    expect(await textOf(await ask('/checkpoint'))).toBe('back');
  });
});

describe('the text that the run learned from', () => {
  test('is sent if it is what the run learned from', async () => {
    expect(await textOf(await ask('/text'))).toBe(poems);
  });

  test('is not sent if the file has changed or is gone', async () => {
    writeFileSync(source, 'something else');
    expect((await ask('/text')).statusCode).toBe(204);
    writeFileSync(source, poems.replace('sea', 'tea'));
    expect((await ask('/text')).statusCode).toBe(204);
    rmSync(source);
    expect((await ask('/text')).statusCode).toBe(204);
  });

  test.skipIf(process.platform === 'win32')('is not waited for if it is a pipe, which may never end', async () => {
    rmSync(source);
    execFileSync('mkfifo', [source]);
    expect((await ask('/text')).statusCode).toBe(204);
    rmSync(source);
  });

  test.each(['//', '\\\\'])('is not fetched from another machine, as with %s', async (start) => {
    const named = { ...data, source: start + source.replace(/^\//, '') };
    const other = pageServer({ folder, file, data: named });
    const { host, hostname, port } = new URL(await listen(other, await freePort()));
    const asked = request({ hostname, port, path: '/text', headers: { host } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(204);
    other.close();
  });
});

test.each(['evil.example', 'evil.example:4780', '127.0.0.1.evil.example'])(
  'a page of another site that calls this machine "%s" reads nothing',
  async (host) => {
    for (const path of ['/', '/checkpoint', '/text', '/assets/page-1.js']) {
      const response = await ask(path, { headers: { host } });
      expect(response.statusCode).toBe(403);
      expect(await textOf(response)).not.toMatch(/first|sea shells|export/);
    }
  },
);

test('localhost is this machine', async () => {
  expect((await ask('/checkpoint', { headers: { host: `localhost:${address.port}` } })).statusCode).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s does nothing', async (method) => {
  const response = await ask('/checkpoint', { method });
  expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET, HEAD']);
});

/** A port that nothing uses at the moment. */
async function freePort(): Promise<number> {
  const probe = pageServer({ folder, file, data });
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const bound = probe.address();
  probe.close();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}
