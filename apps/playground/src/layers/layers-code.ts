/** The layers of a run, as plain data that any worker can load. */
export interface LayersCode {
  /** The key, as the address and checkpoints name them. */
  readonly key: string;
  /** The JavaScript of a user's own module; undefined for layers of the guide. */
  readonly source?: string | undefined;
}
