/** The flags of `microgpt info`. */
export interface InfoFlags {
  readonly json?: boolean | undefined;
  readonly tensors?: boolean | undefined;
}
