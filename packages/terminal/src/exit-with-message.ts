import { InputError } from './input-error.ts';
import { isSystemError } from './system-error.ts';

/**
 * Ends the program with one line on stderr and exit code 1, or silently if nobody reads its output any more.
 *
 * An error that nobody foresaw keeps its stack trace.
 */
export function exitWithMessage(error: Error): void {
  if (isSystemError(error) && ['EPIPE', 'EOF'].includes(error.code)) process.exit(0); // EOF is Windows' word for it
  const foreseen = error instanceof InputError || error instanceof RangeError || isSystemError(error);
  if (isTooLarge(error)) console.error(`not enough memory (${error.message}); lower --embd, --layers or --batch`);
  else console.error(foreseen ? error.message : error);
  if (isSystemError(error)) process.exit(1); // the output failed, while the run goes on
  process.exitCode = 1; // the run has ended; what it wrote may still be on its way
}

/** Whether JavaScript could not make an array of the size asked for. */
function isTooLarge({ message }: Error): boolean {
  return /^(Invalid (typed )?array length|Array buffer allocation failed)/.test(message);
}
