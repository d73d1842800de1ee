/** The number of bytes at the beginning in which a byte of 0 shows that a file is no text; as in git and grep. */
const LOOKED_AT = 8000;

/** The number of bytes to decode at a time, so that a large text is not in memory twice. */
const PIECE = 2 ** 20;

const BINARY = 'is not a text but a binary file';

/**
 * The reason why bytes are not UTF-8 text, as the end of a sentence that begins with the file's name; undefined if they are.
 *
 * UTF-16 is recognized by its byte-order mark, or by a byte of 0 in two thirds of the characters.
 */
export function textProblem(bytes: Uint8Array): string | undefined {
  const problem = startProblem(bytes);
  if (problem !== undefined) return problem;
  if (!isUtf8(bytes)) return 'is not UTF-8 text';
  if (bytes.includes(0)) return BINARY;
  return undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let i = 0; i < bytes.length; i += PIECE) decoder.decode(bytes.subarray(i, i + PIECE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** The same for only the first 8,000 bytes. Their last character may be cut off, so this does not check UTF-8. */
export function startProblem(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, LOOKED_AT);
  if (start.length === 0) return 'is empty';
  const hasMark = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (hasMark || isHalfZeros(start)) return 'is text in UTF-16';
  return start.includes(0) ? BINARY : undefined;
}

/** Whether every second byte is often 0 and the others never are, as in Western text in UTF-16. */
function isHalfZeros(bytes: Uint8Array): boolean {
  const zeros = [0, 0];
  for (const [i, byte] of bytes.entries()) if (byte === 0) zeros[i % 2]++;
  return Math.min(...zeros) === 0 && Math.max(...zeros) > bytes.length / 3;
}
