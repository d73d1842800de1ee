import { open, type FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Sends a file as it is now, or 304 if the client has it.
 *
 * If the file is replaced meanwhile, the opened one is sent to its end. If it is overwritten in place, the connection breaks before the
 * last bytes, so that no client mistakes a mixture for the file.
 *
 * @throws system errors, before anything is sent if the file cannot be opened
 */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const handle = await open(file);
  try {
    const stats = await handle.stat({ bigint: true });
    response.setHeader('ETag', tagOf(stats));
    response.setHeader('Last-Modified', stats.mtime.toUTCString());
    if (request.headers['if-none-match'] === tagOf(stats)) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', String(stats.size));
    if (request.method === 'HEAD') response.end();
    else await pipeline(contentOf(handle, stats), response);
  } finally {
    await handle.close();
  }
}

/** Weak, because it compares no content; the inode tells apart files that were written within one tick of the clock. */
function tagOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `W/"${size}-${mtimeNs}-${ino}"`;
}

/** The bytes of an open file, as long as it is what it was. */
async function* contentOf(handle: FileHandle, stats: BigIntStats): AsyncGenerator<Buffer, void> {
  let held: Buffer | undefined;
  const options = { start: 0, end: Number(stats.size) - 1, autoClose: false };
  const chunks: AsyncIterable<Buffer> = handle.createReadStream(options);
  for await (const chunk of stats.size > 0n ? chunks : []) {
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (tagOf(await handle.stat({ bigint: true })) !== tagOf(stats))
    throw new Error('the file changed while it was sent');
  if (held !== undefined) yield held;
}
