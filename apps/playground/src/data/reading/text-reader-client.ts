import { wrap, type Remote } from 'comlink';
import type { ReadText, Wishes } from './text-facts.ts';
import type { TextReader } from './text-reader.ts';

/** Reads texts of the user in a worker, one at a time. */
export class TextReaderClient {
  #worker: Worker | undefined;
  #reader: Remote<TextReader> | undefined;
  #isBusy = false;

  /**
   * Reads a text. An earlier one that is still being read is given up: its promise never settles.
   *
   * @returns its facts, or why it cannot be used
   */
  async read(name: string, content: Blob, wishes: Wishes): Promise<ReadText> {
    if (this.#isBusy) this.close();
    this.#isBusy = true;
    const reader = (this.#reader ??= this.#started());
    const read = await reader.read(name, content, wishes).catch((error: unknown) => {
      return { problem: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
    });
    if (reader === this.#reader) this.#isBusy = false;
    return read;
  }

  /** Ends the worker. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = this.#reader = undefined;
    this.#isBusy = false;
  }

  #started(): Remote<TextReader> {
    this.#worker = new Worker(new URL('./text-reader.worker.ts', import.meta.url), { type: 'module' });
    return wrap<TextReader>(this.#worker);
  }
}
