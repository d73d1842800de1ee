import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { download } from '../src/download.ts';
import { sharedFile } from '../../../testing/shared-file.ts';

const content = Buffer.from('anna\nbob\n');
const sha256 = createHash('sha256').update(content).digest('hex');

const names = sharedFile('data/names.txt');

test.skipIf(names.missing)(`the original's names arrive whole, of the hash that is expected${names.note}`, async () => {
  const { url, file } = await serve((_, response) => response.end(readFileSync(names.path)));
  const expected = '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d';
  const bytes = await download({ url, file, sha256: expected });
  expect(Buffer.from(bytes).equals(readFileSync(names.path))).toBe(true);
});

test('a file is downloaded once, into a folder that it makes, and nothing else is left there', async () => {
  const { url, file, requests } = await serve((_, response) => response.end(content));
  for (let i = 0; i < 2; i++) expect(Buffer.from(await download({ url, file, sha256 }))).toEqual(content);
  expect(requests()).toBe(1);
  expect(readdirSync(join(file, '..'))).toEqual(['kept.txt']);
  expect(readFileSync(file)).toEqual(content);
});

test('a kept file that was corrupted is downloaded again', async () => {
  const { url, file, requests } = await serve((_, response) => response.end(content));
  await download({ url, file, sha256 });
  writeFileSync(file, content.subarray(0, 4));
  expect(Buffer.from(await download({ url, file, sha256 }))).toEqual(content);
  expect(requests()).toBe(2);
  expect(readFileSync(file)).toEqual(content);
});

test('a file of another hash is refused, naming both, and not kept', async () => {
  const { url, file } = await serve((_, response) => response.end('something else'));
  const other = createHash('sha256').update('something else').digest('hex');
  await expect(download({ url, file, sha256 })).rejects.toThrow(
    `${url} is not the file expected: sha256 ${other}, not ${sha256}`,
  );
  expect(existsSync(file)).toBe(false);
});

test('a server that refuses is named, with what it answered, and nothing is kept', async () => {
  const { url, file } = await serve((_, response) => response.writeHead(404).end('no'));
  await expect(download({ url, file, sha256 })).rejects.toThrow(`${url} answered 404 Not Found`);
  expect(existsSync(file)).toBe(false);
});

test('a server that hangs up half-way is named, and nothing is kept', async () => {
  const { url, file } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('anna', () => response.destroy());
  });
  await expect(download({ url, file, sha256 })).rejects.toThrow(`${url} could not be downloaded (`);
  expect(existsSync(file)).toBe(false);
});

test('a server that is not there is named, with the reason', async () => {
  const { url, file, close } = await serve((_, response) => response.end(content));
  close();
  await expect(download({ url, file, sha256 })).rejects.toThrow(`${url} could not be downloaded (ECONNREFUSED)`);
});

test('a download arrives even if no copy can be written; a warning names the file and the reason', async () => {
  const { url, file } = await serve((_, response) => response.end(content));
  const folder = join(file, '..', '..', 'not-a-folder');
  writeFileSync(folder, '');
  const inside = join(folder, 'kept.txt');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => {
    warn.mockRestore();
  });
  expect(Buffer.from(await download({ url, file: inside, sha256 }))).toEqual(content);
  const [[message]] = warn.mock.calls as [[string]];
  expect(message).toContain(`${inside} could not be written (`);
  expect(message).toMatch(/; the next run downloads it again$/);
});

/** A server of this machine, and a file that does not exist in a folder that does not exist. */
async function serve(answer: RequestListener) {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  onTestFinished(() => {
    close();
    rmSync(folder, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/names.txt`,
    file: join(folder, 'cache', 'kept.txt'),
    requests: () => count,
    close,
  };
}
