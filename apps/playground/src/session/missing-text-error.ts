/** A text of the user's own that a configuration names is not kept in this browser. */
export class MissingTextError extends Error {
  constructor() {
    super('This text of your own is not kept in this browser. Drop the file here, or choose another text.');
    this.name = 'MissingTextError';
  }
}
