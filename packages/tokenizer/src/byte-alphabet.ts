// Bytes as printable characters, as vocabulary files contain them:
// https://github.com/openai/gpt-2/blob/master/src/encoder.py (bytes_to_unicode)

/** The 256 bytes in the order of their characters: first those that are printable Latin-1, then the others. */
export const BYTE_ORDER: readonly number[] = /* @__PURE__ */ byteOrder();

const CHARS: readonly string[] = /* @__PURE__ */ byteChars();
const BYTES: ReadonlyMap<string, number> = /* @__PURE__ */ bytesByChar();

/** A token's bytes, one in each character's code, written in GPT-2's alphabet: `" the"` is `"Ġthe"`. */
export function toAlphabet(bytes: string): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += CHARS[bytes.charCodeAt(i)];
  return text;
}

/** The bytes that `toAlphabet` wrote, one in each character's code; undefined if the text has another character. */
export function fromAlphabet(text: string): string | undefined {
  const codes: number[] = [];
  for (const char of text) {
    const byte = BYTES.get(char);
    if (byte === undefined) return undefined;
    codes.push(byte);
  }
  return binaryString(codes);
}

/** The bytes as a string with one byte in each character's code, which is fast to compare and to look up. */
export function binaryString(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The character of each byte: printable bytes stand for themselves, the others are U+0100, U+0101, … */
function byteChars(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

function bytesByChar(): Map<string, number> {
  return new Map(CHARS.map((char, byte) => [char, byte]));
}

function byteOrder(): number[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return [...bytes.filter(isPrintable), ...bytes.filter((byte) => !isPrintable(byte))];
}

function isPrintable(byte: number): boolean {
  return (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
}
