/** The flags of `microgpt import`. */
export interface ImportFlags {
  readonly tokenizer?: string | undefined;
  readonly characters?: string | undefined;
  readonly heads?: number | undefined;
  readonly force?: boolean | undefined;
}
