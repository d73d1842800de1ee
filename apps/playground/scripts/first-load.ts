import { builtFiles, withImports, type BuiltFile } from './built-files.ts';
import { askedForAfterwards, askedForAtOnce } from './size-budget.ts';

/** When the browser asks for a file of the page. */
export type LoadedWhen = 'at once' | 'afterwards' | 'when used';

/** A built file, and when it is loaded. */
export interface LoadedFile extends BuiltFile {
  readonly when: LoadedWhen;
}

/**
 * All built files of a folder, and when each is loaded.
 *
 * @throws RangeError if the budget names a file that is not there
 */
export function loadedFiles(folder: string): LoadedFile[] {
  const files = builtFiles(folder);
  const named = (names: readonly string[]) => names.flatMap((name) => filesNamed(files, name));
  const atOnce = withStyles(files, withImports(files, ['index.html', ...named(askedForAtOnce)]));
  const afterwards = withStyles(files, withImports(files, named(askedForAfterwards)));
  return Array.from(files, ([name, file]) => {
    return { ...file, when: atOnce.has(name) ? 'at once' : afterwards.has(name) ? 'afterwards' : 'when used' };
  });
}

/** The files, and the styles of the scripts among them, which have their names. */
function withStyles(files: ReadonlyMap<string, BuiltFile>, names: ReadonlySet<string>): ReadonlySet<string> {
  const withoutHash = (name: string) => name.replace(/-[\w-]{8}\.\w+$/, '');
  const found = new Set(Array.from(names, withoutHash));
  const styles = [...files.keys()].filter((name) => name.endsWith('.css') && found.has(withoutHash(name)));
  return new Set([...names, ...styles]);
}

/** The built files whose name before the hash is this one. */
function filesNamed(files: ReadonlyMap<string, BuiltFile>, name: string): string[] {
  const found = [...files.keys()].filter((file) => file.startsWith(`${name}-`));
  if (found.length > 0) return found;
  throw new RangeError(`scripts/size-budget.ts names ${name}, but no built file has this name; change the list`);
}
