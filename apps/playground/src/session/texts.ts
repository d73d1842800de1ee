import { includedText } from '../data/included-texts.ts';
import type { SourceText } from '../run/source-text.ts';
import { MissingTextError } from './missing-text-error.ts';
import type { RunState } from '../run/run-state.ts';
import type { TrainerClient } from './trainer-client.ts';

/** The texts to learn from: those of the page, and the user's own. */
export class Texts {
  readonly #trainer: TrainerClient;
  /** The user's own text that was added last; the worker keeps those that runs learned from. */
  #last: { readonly sha256: string; readonly text: SourceText } | undefined;

  constructor(trainer: TrainerClient) {
    this.#trainer = trainer;
  }

  /**
   * The text that a configuration names.
   *
   * @throws MissingTextError if it is the user's own and no longer kept here
   */
  async of(data: string): Promise<SourceText> {
    const included = includedText(data);
    if (included) return { source: data, name: included.title, bytes: await included.load() };
    const text = await this.#ownText(data.slice('own:'.length));
    if (text) return text;
    throw new MissingTextError();
  }

  /** The text of a run, if it comes with the page or is kept here. */
  async find({ sha256, bytes, source }: RunState['data']): Promise<SourceText | undefined> {
    const included = includedText(source) && (await this.of(source));
    if (included?.bytes.length === bytes && (await this.check(included)) === sha256) return included;
    return this.#ownText(sha256);
  }

  /**
   * SHA-256 of a text.
   *
   * @throws Error if nothing can be learned from it
   */
  check(text: SourceText): Promise<string> {
    return this.#trainer.call((trainer) => trainer.checkText(text));
  }

  /** Keeps a text of the user's own. Returns its SHA-256. */
  async add(text: SourceText): Promise<string> {
    const sha256 = await this.check(text);
    this.#last = { sha256, text };
    await this.#trainer.call((trainer) => trainer.keepText(sha256, text));
    return sha256;
  }

  async #ownText(sha256: string): Promise<SourceText | undefined> {
    if (this.#last?.sha256 === sha256) return this.#last.text;
    return this.#trainer.call((trainer) => trainer.text(sha256));
  }
}
