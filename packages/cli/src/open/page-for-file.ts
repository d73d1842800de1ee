import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The entities for characters that have a meaning in an attribute. */
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };

/** The page, with the name of the file that it follows. The name tells it to fetch the file from `checkpoint`. */
export async function pageForFile(folder: string, name: string): Promise<string> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const escaped = name.replace(/[&"<>]/g, (character) => entities[character]);
  return html.replace('</head>', () => `<meta name="microgpt-checkpoint" content="${escaped}" /></head>`);
}
