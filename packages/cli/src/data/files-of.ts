import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { textProblem } from './text-problem.ts';

/** The text files of a folder. */
export interface FolderFiles {
  /** The paths of the texts, in order. */
  readonly texts: readonly string[];
  /** The other files, relative to the folder, each with the reason in parentheses. */
  readonly skipped: readonly string[];
}

/**
 * The text files in a folder and in the folders in it, in the order of their paths.
 *
 * A file counts by its content and not by its name: everything that is UTF-8 text. Left out without a word are hidden
 * files and folders, `node_modules`, and what this program itself leaves in a folder: `microgpt.config.*`, `*.jsonl`
 * logs and checkpoints. Links are not followed, so no file counts twice.
 */
export async function filesOf(folder: string): Promise<FolderFiles> {
  const texts: string[] = [];
  const skipped: string[] = [];
  for (const path of await pathsOf(folder)) {
    const problem = textProblem(await readFile(path));
    if (problem === undefined) texts.push(path);
    else skipped.push(`${relative(folder, path)} ${problem}`);
  }
  return { texts, skipped };
}

/** Sorted by UTF-16 code units, so that the order is the same on every machine. */
async function pathsOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths = entries
    .filter(({ name }) => !isLeftOut(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => pathsIn(join(folder, entry.name), entry));
  return (await Promise.all(paths)).flat();
}

async function pathsIn(path: string, entry: Dirent): Promise<string[]> {
  if (entry.isDirectory()) return pathsOf(path);
  return entry.isFile() ? [path] : [];
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || /^microgpt\.config\.|\.(jsonl|safetensors|tmp)$/.test(name);
}
