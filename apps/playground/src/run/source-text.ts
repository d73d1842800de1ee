/** A text to learn from. */
export interface SourceText {
  /** `names`, the name of another text that comes with the page, or the name of the user's file. */
  readonly source: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
