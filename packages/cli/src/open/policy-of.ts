import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@microgpt/terminal';

/**
 * The content security policy of the built page, for a header. Only a header applies to workers, too. A header can also
 * stop other pages from showing this one in a frame.
 *
 * @throws InputError if the page has none, because it is older than this program
 */
export function policyOf(folder: string): string {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const found = /<meta http-equiv="Content-Security-Policy" content="([^"&]+)"/.exec(html);
  if (found === null) {
    throw new InputError('the page is older than this program; run pnpm --filter playground build again');
  }
  return `${found[1]}; frame-ancestors 'none'`;
}
