/** Something that whoever typed the command can put right; its message is all they need to see. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
