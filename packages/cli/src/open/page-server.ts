import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { DataRecord } from '@microgpt/run';
import { isSystemError } from '@microgpt/terminal';
import sirv from 'sirv';
import { pageForFile } from './page-for-file.ts';
import { policyOf } from './policy-of.ts';
import { sendFile } from './send-file.ts';
import { sendText } from './send-text.ts';

/** What a server serves. */
export interface Served {
  /** The folder of the built page. */
  readonly folder: string;
  /** The path of the checkpoint. */
  readonly file: string;
  /** What its run learned from; undefined for a model without a run. */
  readonly data: DataRecord | undefined;
}

/** The names of this machine that a browser may use. With any other name, another site may be trying to read the file. */
const HOSTS = ['127.0.0.1', 'localhost'];

/** Isolates the page from other origins, as the public page is, and lets no other origin read what is served. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * A server for the page, for a checkpoint at `checkpoint`, and for the text that it learned from at `text`. It never writes.
 *
 * It listens nowhere yet.
 *
 * @throws InputError if the page has no content security policy
 */
export function pageServer(served: Served): Server {
  const setHeaders = (response: ServerResponse) => response.setHeader('Cache-Control', 'no-cache');
  const allHeaders = { ...headers, 'Content-Security-Policy': policyOf(served.folder) };
  const sendPage = sirv(served.folder, { etag: true, setHeaders });
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(allHeaders)) response.setHeader(name, value);
    if (!HOSTS.includes(hostOf(request))) {
      refuse(response, 403, `use an address of this machine, such as http://${HOSTS[0]}`);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'only GET and HEAD are allowed');
    } else {
      const sent = sendSpecial(request, response, served);
      if (sent === undefined) sendPage(request, response);
      else
        sent.catch((error: unknown) => {
          fail(response, error);
        });
    }
  });
}

/** Sends what may change while the server runs; undefined for a file of the page. */
function sendSpecial(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> | undefined {
  const path = request.url?.split('?')[0];
  response.setHeader('Cache-Control', 'no-store');
  if (path === '/' || path === '/index.html') return sendIndex(request, response, served);
  if (path === '/checkpoint') return sendFile(request, response, served.file);
  if (path === '/text') return sendText(request, response, served.data);
  return undefined;
}

async function sendIndex(request: IncomingMessage, response: ServerResponse, { folder, file }: Served): Promise<void> {
  const html = await pageForFile(folder, basename(file));
  response.setHeader('Content-Type', 'text/html;charset=utf-8');
  response.end(request.method === 'HEAD' ? undefined : html);
}

/** The name in the header Host, without the port. */
function hostOf({ headers: { host = '' } }: IncomingMessage): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(message);
}

/** Answers when something could not be sent: in full if nothing was sent yet, else by breaking the connection. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || !response.writable) response.destroy();
  else refuse(response, isSystemError(error) && error.code === 'ENOENT' ? 404 : 500, 'the file cannot be read now');
}
