import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A built file. */
export interface BuiltFile {
  /** Its path in the folder. */
  readonly path: string;
  /** Its size, compressed with gzip. */
  readonly bytes: number;
  /** The names of the files that the browser fetches together with it. */
  readonly imports: readonly string[];
}

/** All built files of a folder, by their names, which are unique because they end in a hash. */
export function builtFiles(folder: string): ReadonlyMap<string, BuiltFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const content = readFileSync(path);
      const imports = importsIn(name, content.toString('utf8'));
      return [name, { path: path.slice(folder.length + 1), bytes: gzipSync(content).length, imports }];
    }),
  );
}

/** The files that come with some files of a folder: those themselves, what they import, and so on. */
export function withImports(files: ReadonlyMap<string, BuiltFile>, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) files.get(name)?.imports.forEach((other) => found.add(other));
  return found;
}

/** Static imports of a script, as the bundler writes them, and what a page names. Dynamic imports have parentheses. */
function importsIn(name: string, code: string): string[] {
  const patterns: Readonly<Partial<Record<string, RegExp>>> = {
    html: /\b(?:src|href)="\.\/([^"]+)"/g,
    js: /\b(?:from|import)\s*["'`]\.{0,2}\/?([^"'`]+)["'`]/g,
    css: /\burl\(["']?\.\/([^"')]+)/g,
  };
  const pattern = patterns[name.slice(name.lastIndexOf('.') + 1)];
  return pattern === undefined ? [] : Array.from(code.matchAll(pattern), ([, path]) => basename(path));
}
