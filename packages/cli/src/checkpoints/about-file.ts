import { InputError } from '@microgpt/terminal';

/**
 * What `act` returns; its RangeErrors become errors about the file.
 *
 * @throws InputError
 */
export function explained<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw aboutFile(file, error);
  }
}

/** An error about a file, without the name of the function that threw it; any other error unchanged. */
export function aboutFile(file: string, error: unknown): unknown {
  if (!(error instanceof RangeError || error instanceof TypeError)) return error;
  return new InputError(`${file}: ${withoutFunction(error.message)}`);
}

/** A message without the name of the function that threw it. */
export function withoutFunction(message: string): string {
  return message.replace(/^[A-Za-z][\w.]*: /, '');
}
