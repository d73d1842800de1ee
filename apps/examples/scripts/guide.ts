import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { commandOf } from '../src/examples.ts';
import { runExample } from '../test/run-example.ts';

/** The page that is made of the files it links to. */
export const guide = fileURLToPath(new URL('../../../docs/extending.md', import.meta.url));

/** A line that is a link to a file, and the blocks that follow it: the file's text, and what it prints. */
const linked = /^\[`([\w-]+)\.(ts|html)`\]\((.+)\)\n(?:\n```(?:ts|html)\n[^]*?\n```\n)?(?:\n```text\n[^]*?\n```\n)?/gm;

/**
 * The page with every linked file's text and output as they are now.
 *
 * @param printedBy what an example prints; by default it runs in a process of its own
 */
export async function renewedGuide(printedBy: (name: string) => Promise<string> = runExample): Promise<string> {
  const page = readFileSync(guide, 'utf8');
  const sections: string[] = [];
  for (const [, name, language, path] of page.matchAll(linked))
    sections.push(await sectionOf(name, language, path, printedBy));
  return page.replace(linked, () => sections.shift() ?? '');
}

async function sectionOf(
  name: string,
  language: string,
  path: string,
  printedBy: (name: string) => Promise<string>,
): Promise<string> {
  const source = readFileSync(new URL(path, pathToFileURL(guide)), 'utf8');
  const program = `[\`${name}.${language}\`](${path})\n\n\`\`\`${language}\n${source}\`\`\`\n`;
  if (!source.startsWith(`// ${commandOf(name)}\n`)) return program;
  const printed = await printedBy(name);
  return `${program}\n\`\`\`text\n${printed.trimEnd()}\n\`\`\`\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(guide, await renewedGuide());
