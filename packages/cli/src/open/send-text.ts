import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataRecord } from '@microgpt/run';

/**
 * Sends the text that a run learned from, if it is a file that has not changed since; otherwise 204, no content.
 *
 * With the text, the page can continue the run and tell which samples are new. A checkpoint from elsewhere can name any path. So the
 * server reads only a file on this machine with the size of the text, and sends it only if its hash matches.
 */
export async function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  data: DataRecord | undefined,
): Promise<void> {
  const bytes = data && (await bytesOf(data).catch(() => undefined));
  if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== data?.sha256) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes.length) });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The bytes at a path; undefined if they cannot be the text. Reading a device or a pipe might never end. */
async function bytesOf({ source, bytes }: DataRecord): Promise<Buffer | undefined> {
  if (isOnServer(source)) return undefined;
  const found = await stat(source);
  return found.isFile() && found.size === bytes ? readFile(source) : undefined;
}

/** Whether a path names another machine, to which Windows would send the name and the password of the user. */
function isOnServer(path: string): boolean {
  return /^[/\\]{2}/.test(path);
}
