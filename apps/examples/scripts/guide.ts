import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../src/examples.ts';
import { runCommand } from '../test/run-example.ts';

/** The page that is made of the files it links to. */
export const guide = fileURLToPath(new URL('../../../docs/extending.md', import.meta.url));

/** A line that is a link to a file, and the blocks that follow it: the file's text, and what it prints. */
const linked = /^\[`([\w-]+)\.(ts|html)`\]\((.+)\)\n(?:\n```(?:ts|html)\n[^]*?\n```\n)?(?:\n```text\n[^]*?\n```\n)?/gm;

/** The page with every linked file's text and output as they are now. */
export async function renewedGuide(): Promise<string> {
  const page = readFileSync(guide, 'utf8');
  const renewed = Array.from(page.matchAll(linked), async (match) => {
    const [, name, language, path] = match as unknown as [string, string, string, string];
    const source = readFileSync(new URL(path, `file://${guide}`), 'utf8');
    const program = `[\`${name}.${language}\`](${path})\n\n\`\`\`${language}\n${source}\`\`\`\n`;
    if (!source.startsWith(`// ${commandOf(name)}\n`)) return program;
    const printed = await runCommand(commandOf(name));
    return `${program}\n\`\`\`text\n${printed.trimEnd()}\n\`\`\`\n`;
  });
  const sections = await Promise.all(renewed);
  return page.replace(linked, () => sections.shift() ?? '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(guide, await renewedGuide());
