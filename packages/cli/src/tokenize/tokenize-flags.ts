/** The flags of `microgpt tokenize train`. */
export interface TrainTokenizerFlags {
  readonly vocab: number;
  readonly pattern: 'gpt2' | 'gpt4';
  readonly out: string;
  readonly force?: boolean | undefined;
}

/** The flags of the commands that read a text. */
export interface TokenizeFlags {
  readonly text?: string | undefined;
  readonly json?: boolean | undefined;
}
