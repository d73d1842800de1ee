import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadText } from '../src/text.ts';

const folder = mkdtempSync(join(tmpdir(), 'terminal-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a text keeps its spaces and empty lines, and its line endings become \\n', async () => {
  expect(await loadText(file('text.txt', '\ufeff Zoë:\r\n\r\n 🦊 fox\r'))).toBe(' Zoë:\n\n 🦊 fox\n');
});

test('a missing file and bytes that are not UTF-8 get a one-line error that names the file', async () => {
  const missing = join(folder, 'missing.txt');
  await expect(loadText(missing)).rejects.toThrow(
    `--data: there is no file ${missing}; pass a text file or shakespeare`,
  );
  const latin1 = file('latin1.txt', Uint8Array.of(0x5a, 0x6f, 0xeb, 0x0a)); // "Zoë" in Latin-1
  await expect(loadText(latin1)).rejects.toThrow(
    `--data: "${latin1}": byte 2 is not UTF-8, 0xEB; save the text as UTF-8, or decode another encoding with new TextDecoder('windows-1252')`,
  );
});
