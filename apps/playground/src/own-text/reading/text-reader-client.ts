import { sentenceOf } from '../../design/format/sentence-of.ts';
import { WorkerClient, type PageWorker } from '../../worker/worker-client.ts';
import type { ReadText, Wishes } from './text-facts.ts';
import type { TextReader } from './text-reader.ts';

/** Reads texts of the user in a worker, one at a time. */
export class TextReaderClient {
  readonly #client: WorkerClient<TextReader>;
  #last: object | undefined;

  constructor(start = textReaderWorker) {
    this.#client = new WorkerClient({ start, whatStopped: 'The part of the page that reads texts stopped' });
  }

  /**
   * Reads a text. An earlier one that is still being read is given up.
   *
   * @returns its facts, or why it cannot be used; undefined if it was given up
   */
  async read(name: string, content: Blob, wishes: Wishes): Promise<ReadText | undefined> {
    if (this.#last !== undefined) this.#client.stop();
    const turn = (this.#last = {});
    try {
      return await this.#client.call<ReadText>((reader) => reader.read(name, content, wishes));
    } catch (error) {
      if (turn !== this.#last) return undefined;
      return { problem: `${name} cannot be read. ${sentenceOf(error)}` };
    } finally {
      if (turn === this.#last) this.#last = undefined;
    }
  }

  /** Ends the worker, and gives up what it reads. */
  close(): void {
    this.#last = undefined;
    this.#client.stop();
  }
}

function textReaderWorker(): PageWorker {
  return new Worker(new URL('./text-reader.worker.ts', import.meta.url), { type: 'module' });
}
