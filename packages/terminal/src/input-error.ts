/** An error in the command line or its files, which the user can correct; only its message is printed. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
