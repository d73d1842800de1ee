import { readdirSync, readFileSync } from 'node:fs';

/** An example program: its first line is the command that runs it, its second describes it. */
export interface Example {
  readonly name: string;
  readonly about: string;
  readonly url: URL;
}

/** The words before the name of an example in the command that runs it. */
export const start = 'pnpm --filter examples start';

/** The command that runs an example. */
export function commandOf(name: string): string {
  return `${start} ${name}`;
}

/** All examples, by directory and file. */
export const examples: readonly Example[] = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((folder) => readdirSync(new URL(folder.name, import.meta.url)).map((file) => `${folder.name}/${file}`))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => exampleIn(new URL(path, import.meta.url)))
  .filter((example) => example !== undefined);

/** The example in a file; undefined if the file is a part of other examples. */
function exampleIn(url: URL): Example | undefined {
  const [first, second] = readFileSync(url, 'utf8').split('\n', 2);
  const name = url.pathname.split('/').at(-1)?.replace(/\.ts$/, '') ?? '';
  return first === `// ${commandOf(name)}` ? { name, about: second.replace('// ', ''), url } : undefined;
}
