import { UsageError } from './command-line/usage-error.ts';
import { InputError } from './input-error.ts';
import { isSystemError } from './system-error.ts';

/**
 * Ends the program with one line on stderr and exit code 1, or 2 if the arguments were wrong; silently if its output was closed.
 *
 * An unexpected error is printed with its stack trace.
 */
export function exitWithMessage(error: unknown): void {
  if (isSystemError(error) && ['EPIPE', 'EOF'].includes(error.code)) process.exit(0); // EOF on Windows
  const expected = error instanceof InputError || error instanceof RangeError || isSystemError(error);
  if (isTooLarge(error)) console.error(`not enough memory (${error.message}); lower --embd, --layers or --batch`);
  else console.error(expected ? error.message : error);
  if (isSystemError(error)) process.exit(1); // the output failed, while the run goes on
  process.exitCode = error instanceof UsageError ? 2 : 1; // not exit(), because output may still be pending
}

/** Whether JavaScript could not allocate an array of the requested size. */
function isTooLarge(error: unknown): error is Error {
  return (
    error instanceof Error && /^(Invalid (typed )?array length|Array buffer allocation failed)/.test(error.message)
  );
}
