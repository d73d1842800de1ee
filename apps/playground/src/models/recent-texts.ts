import type { LearnedPart, LearnedText } from './learned-text.ts';

/** A book, with its lines as a set, takes about ten times its size. */
const MOST_TEXTS = 2;

/** The texts used last. Runs that learned from the same part of a text share it. */
export class RecentTexts {
  readonly #texts = new Map<string, LearnedText>(); // the last one used is last

  /** A text, which is then the last one used; undefined if it is not here. */
  get(part: LearnedPart): LearnedText | undefined {
    const key = keyOfPart(part);
    const text = this.#texts.get(key);
    if (text !== undefined) this.#put(key, text);
    return text;
  }

  /** Adds a text, and forgets those that were not used for longest. */
  add(part: LearnedPart, text: LearnedText): void {
    this.#put(keyOfPart(part), text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST_TEXTS) break;
      this.#texts.delete(oldest);
    }
  }

  #put(key: string, text: LearnedText): void {
    this.#texts.delete(key);
    this.#texts.set(key, text);
  }
}

/** The part of a text as one string. */
export function keyOfPart({ sha256, kind, validation, seed }: LearnedPart): string {
  return `${sha256} ${kind} ${validation} ${kind === 'lines' ? seed : ''}`; // a seed shuffles lines
}
