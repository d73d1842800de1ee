/** What the first load may weigh, compressed with gzip, in bytes. */
export const FIRST_LOAD = 200_000;

/** The files that the page asks for by itself, after those that index.html names: by their names before the hash. */
export const askedForAtOnce: readonly string[] = ['train-view', 'trainer.worker', 'writer.worker'];
