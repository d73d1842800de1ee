import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startProblem, textProblem } from '@microgpt/run';

/** The number of bytes at the beginning that show whether a file is a text: as many as `startProblem` looks at. */
const START = 8000;

/** A file of a folder: a text with its bytes, or the reason why it is none, as the end of a sentence. */
export type FolderFile =
  | { readonly path: string; readonly content: Uint8Array; readonly problem?: undefined }
  | { readonly path: string; readonly problem: string };

/**
 * The files in a folder and in the folders in it, in the order of their paths, one read at a time.
 *
 * A file counts by its content and not by its name: everything that is UTF-8 text. If its beginning shows that it is no
 * text, nothing else of it is read. Left out without a word are hidden files and folders, `node_modules`, and what this
 * program itself leaves in a folder: `microgpt.config.*`, `*.jsonl` logs and checkpoints. Links are not followed, so no
 * file counts twice.
 */
export async function* filesOf(folder: string): AsyncGenerator<FolderFile, void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    try {
      if (entry.isDirectory()) yield* filesOf(path);
      else if (entry.isFile()) yield await fileAt(path);
    } catch (error) {
      yield { path, problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
    }
  }
}

/** Sorted by UTF-16 code units, so that the order is the same on every machine. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !isLeftOut(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function fileAt(path: string): Promise<FolderFile> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(START), 0, START, 0);
    const problem = startProblem(buffer.subarray(0, bytesRead));
    if (problem !== undefined) return { path, problem };
    const content = await file.readFile();
    const rest = textProblem(content);
    return rest === undefined ? { path, content } : { path, problem: rest };
  } finally {
    await file.close();
  }
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || /^microgpt\.config\.|\.(jsonl|safetensors|tmp)$/.test(name);
}
