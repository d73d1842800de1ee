import { expect, test } from 'vitest';
import { invocation } from '../../src/run/invocation.ts';

test.each([
  ['/usr/local/bin/microgpt', 'microgpt'],
  ['/home/me/poems/node_modules/.bin/microgpt', 'npx microgpt'],
  ['/home/me/.npm/_npx/5f7878ce38f1eb13/node_modules/.bin/microgpt', 'npx @microgpt/cli'],
  ['/home/me/microgpt/scripts/microgpt.ts', 'pnpm microgpt'],
  [String.raw`C:\Users\me\poems\node_modules\@microgpt\cli\dist\main.js`, 'microgpt'],
  ['/home/me/microgpt/node_modules/vitest/vitest.mjs', 'microgpt'],
])('the program at %s is called %s', (path, words) => {
  expect(invocation(path)).toBe(words);
});
