/** A stream that a command writes to: `process.stdout`, `process.stderr`, or an array in a test. */
export interface Output {
  /** Writes a text. */
  write(text: string): unknown;
  /** Whether it is a terminal; default false. */
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
}

/** What a command gets as `this`: the context of a Stricli command. */
export interface CommandStreams {
  readonly process: {
    /** Where results go. */
    readonly stdout: Output;
    /** Where progress and remarks go. */
    readonly stderr: Output;
  };
}

/** Writes a value as one line of JSON. */
export function writeJSON(out: Output, value: unknown): void {
  out.write(`${JSON.stringify(value)}\n`);
}
