/** A run needs layers of the user's own that this browser does not have. */
export class MissingLayersError extends RangeError {
  /** @param file the name of their file */
  constructor(file: string) {
    super(`its network has layers of your own, which are code and not in the file; drop ${file} here`);
    this.name = 'MissingLayersError';
  }
}

/** Whether an error says that layers are missing. It may come from a worker, so it may have lost its class. */
export function isMissingLayers(error: unknown): boolean {
  return error instanceof Error && error.name === 'MissingLayersError';
}
