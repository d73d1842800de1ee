/** The flags of `microgpt open`. */
export interface OpenFlags {
  readonly port?: number | undefined;
  readonly browser?: boolean | undefined;
}
