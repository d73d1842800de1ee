import { expose } from 'comlink';
import type { PageWorker } from '../../src/worker/worker-client.ts';

/** A worker on the same thread, for Node, which has none of the browser's. It breaks when a test says so. */
export class StandInWorker extends EventTarget implements PageWorker {
  readonly #inside: MessagePort;
  readonly #outside: MessagePort;
  isTerminated = false;

  constructor(api: object) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#inside = port1;
    this.#outside = port2;
    expose(api, port1);
    port2.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.dispatchEvent(new MessageEvent('message', { data }));
    };
  }

  postMessage(message: unknown, transfer: unknown = []): void {
    this.#outside.postMessage(message, transfer as Transferable[]);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#inside.close();
    this.#outside.close();
  }

  /** Breaks as a worker does whose code cannot be loaded, which has no message, or whose memory runs out. */
  break(message?: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}
