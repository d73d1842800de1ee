import { InputError } from '../input-error.ts';

/** An error in the flags and arguments of a command; the program ends with exit code 2. */
export class UsageError extends InputError {}
