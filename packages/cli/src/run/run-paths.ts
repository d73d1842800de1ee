import { basename, extname } from 'node:path';

/** The files of a run, each a whole checkpoint. */
export interface RunPaths {
  /** The last checkpoint. */
  readonly last: string;
  /** The one before. */
  readonly previous: string;
  /** The one with the lowest validation loss. */
  readonly best: string;
}

/** The files of a run whose last checkpoint is `out`: `poems.safetensors`, `poems.previous.safetensors`, `poems.best.safetensors`. */
export function runPaths(out: string): RunPaths {
  const extension = extname(out);
  const stem = out.slice(0, out.length - extension.length);
  return { last: out, previous: `${stem}.previous${extension}`, best: `${stem}.best${extension}` };
}

/**
 * The last checkpoint of the run that a file belongs to: itself, unless it is the previous or the best one.
 *
 * A name alone does not say, because a text called `the.best.txt` makes `the.best.safetensors`.
 *
 * @param out the file of the last checkpoint as the run recorded it, wherever the files are now; default judged by the name
 */
export function lastOf(file: string, out?: string): string {
  const extension = extname(file);
  const stem = file.slice(0, file.length - extension.length);
  const last = stem.replace(/\.(previous|best)$/, '') + extension;
  return out === undefined || basename(out) === basename(last) ? last : file;
}
