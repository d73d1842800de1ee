/** The largest number that is added. */
const MOST = 49;

/** All sums of two numbers from 0 to 49 as text, one in each line: `12+7=19`. */
export function sums(): Uint8Array<ArrayBuffer> {
  const lines: string[] = [];
  for (let a = 0; a <= MOST; a++) for (let b = 0; b <= MOST; b++) lines.push(`${a}+${b}=${a + b}\n`);
  return new TextEncoder().encode(lines.join(''));
}
