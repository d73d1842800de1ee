import { fstatSync, openSync, readSync, writeSync } from 'node:fs';

const LINE_FEED = 0x0a;

/** The end of a file to which lines are appended, until the program ends. A file that cannot be written stops nothing. */
export class LogFile {
  readonly #path: string;
  readonly #onFailure: (message: string) => void;
  #file: number | undefined;
  #hasFailed = false;

  /**
   * @param onFailure told once what went wrong; nothing is written from then on, so that no line is incomplete amid others
   */
  constructor(path: string, onFailure: (message: string) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Appends text, which ends with a line end; creates the file if there is none. */
  append(text: string): void {
    if (this.#hasFailed) return;
    try {
      this.#file ??= openAtLineStart(this.#path);
      writeAll(this.#file, Buffer.from(text));
    } catch (error) {
      this.#hasFailed = true;
      this.#onFailure(`--log: ${(error as Error).message}; nothing more is logged, and training goes on`);
    }
  }
}

/** Opens a file at its end; if a killed program left half a line there, below that line. */
function openAtLineStart(path: string): number {
  const file = openSync(path, 'a+');
  const { size } = fstatSync(file);
  const last = new Uint8Array(1);
  if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== LINE_FEED) writeSync(file, '\n');
  return file;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
