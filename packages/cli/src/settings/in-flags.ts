import { RunError } from '@microgpt/run';
import { InputError, kebabCase } from '@microgpt/terminal';

/**
 * The result of an action. Errors in settings or data become an InputError that names settings as flags.
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

/** For a RunError, an InputError that names settings as flags; any other error unchanged. */
export function flagError(error: unknown): unknown {
  if (!(error instanceof RunError)) return error;
  return new InputError(
    error.messageWith((name) => `--${kebabCase(name)}`),
    { cause: error },
  );
}
