/** A text of the user's own that a configuration names is not kept in this browser. */
export class MissingTextError extends Error {
  constructor() {
    super('This browser no longer has your text. Drop the file here, or choose another text.');
    this.name = 'MissingTextError';
  }
}
