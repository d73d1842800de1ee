import { expose } from 'comlink';
import { cpu, type Engine } from '@microgpt/autograd';
import { readText } from './read-text.ts';
import type { ReadText, Wishes } from './text-facts.ts';
import type { TextReader } from './text-reader.ts';

class PageTextReader implements TextReader {
  #engine: Promise<Engine> | undefined;

  async read(name: string, content: Blob, wishes: Wishes): Promise<ReadText> {
    const bytes = new Uint8Array(await content.arrayBuffer());
    return readText({ name, bytes }, wishes, await (this.#engine ??= engineHere()));
  }
}

/** The engine whose speed a plan is made for: the fastest that this browser has. */
async function engineHere(): Promise<Engine> {
  try {
    return await (await import('@microgpt/wasm')).wasm();
  } catch {
    return cpu;
  }
}

expose(new PageTextReader());
