/** What the first load may weigh, compressed with gzip, in bytes. */
export const FIRST_LOAD = 200_000;

/** The most bytes that the script of a view may take, compressed with gzip. It is loaded when the view is first opened. */
export const VIEW = 40_000;

/**
 * The scripts that the page asks for by itself, besides those that index.html names, by their names before the hash: its first view, its
 * workers, and the engine of the published settings.
 */
export const askedForAtOnce: readonly string[] = ['train-view', 'trainer.worker', 'writer.worker', 'wasm'];

/**
 * What the page asks for by itself when it is already usable: the text, for which pressing Train waits, the worker that measures
 * what a run costs, and what opens files and loads other layers.
 */
export const askedForAfterwards: readonly string[] = ['load-names', 'cost.worker', 'opening', 'layers', 'import-own'];
