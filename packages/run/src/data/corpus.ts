/** The text of a run. */
export interface Corpus {
  /** Where it comes from: the absolute path of a file or folder, `names`, or another name by which a program finds it again. */
  readonly source: string;
  /** Its name for people: that of the file or folder. */
  readonly name: string;
  /** The whole text, with `\n` as line ending. */
  readonly text: string;
  /** The number of bytes that were read. */
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal; that of `sha256sum` for a single file. */
  readonly sha256: string;
  /** The number of files. */
  readonly files: number;
  /** The files of a folder that are not in the text, each with the reason. */
  readonly skipped: readonly string[];
}
