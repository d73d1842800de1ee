import { RunError } from '@microgpt/run';
import { InputError, kebabCase } from '@microgpt/terminal';

/**
 * The result of an action, with an error in settings or data as an InputError that names settings as flags.
 *
 * @throws InputError in place of a RunError
 */
export async function inFlags<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw flagError(error);
  }
}

/** An InputError that names settings as flags in place of a RunError; any other error as it is. */
export function flagError(error: unknown): unknown {
  if (!(error instanceof RunError)) return error;
  return new InputError(
    error.messageWith((name) => `--${kebabCase(name)}`),
    { cause: error },
  );
}
