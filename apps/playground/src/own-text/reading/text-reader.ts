import type { ReadText, Wishes } from './text-facts.ts';

/** The worker that reads texts of the user, as the page calls it through comlink. */
export interface TextReader {
  /** Reads a text: what it is, and settings that suit it. */
  read(name: string, content: Blob, wishes: Wishes): Promise<ReadText>;
}
