import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataRecord } from '@microgpt/run';

/**
 * Sends the text that a run learned from, if it is a file that has not changed since; otherwise 204, no content.
 *
 * With it, the page can go on with the run and tell which samples are new. The hash also makes sure that a checkpoint from elsewhere
 * cannot name just any file of this machine.
 */
export async function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  data: DataRecord | undefined,
): Promise<void> {
  const bytes = data && (await readFile(data.source).catch(() => undefined));
  if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== data?.sha256) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes.length) });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
