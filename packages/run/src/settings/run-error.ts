import type { Settings } from './settings.ts';

/** What an error can name: a setting, or `from`, the checkpoint that a run starts from. */
export type Named = keyof Settings | 'from';

/**
 * An error in the settings or the data of a run, which the user can correct.
 *
 * Its message names settings as {@link Settings} does. A program with other names, such as flags, gets the message with its own
 * names: `error.messageWith((name) => `--${name}`)`.
 */
export class RunError extends RangeError {
  override readonly name: string = 'RunError';
  /** The message with settings named in another way. */
  readonly messageWith: (nameOf: (named: Named) => string) => string;

  /** @param message the text, or a function that returns it, given the names of settings */
  constructor(message: string | ((nameOf: (named: Named) => string) => string)) {
    const messageWith = typeof message === 'string' ? () => message : message;
    super(messageWith((named) => named));
    this.messageWith = messageWith;
  }
}
