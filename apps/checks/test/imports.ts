import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { root } from './repository.ts';

/** What a file imports, exports from elsewhere, or requires; types count as well. */
export function importsIn(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** The files that a file imports by a relative path. */
export function filesImportedBy(file: string): string[] {
  return importsIn(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file), specifier));
}

/** The file and all that it imports by relative paths, directly or not. */
export function withItsImports(file: string): string[] {
  const found = new Set([file]);
  for (const next of found) if (/\.tsx?$/.test(next)) filesImportedBy(next).forEach((imported) => found.add(imported));
  return [...found];
}

/** Groups of files that import each other, directly or not: the strongly connected components of the imports. */
export function importCycles(files: readonly string[]): string[][] {
  const reached = new Map(files.map((file) => [file, new Set(filesImportedBy(file).flatMap(withItsImports))]));
  const reaches = (from: string, to: string) => reached.get(from)?.has(to) === true;
  const inCycles = files.filter((file) => reaches(file, file));
  const groups = inCycles.map((file) => inCycles.filter((other) => reaches(file, other) && reaches(other, file)));
  return groups.filter(([first], i) => first === inCycles[i]); // each once, by its first file
}
