import { checkCount, checkKind } from '../check-arguments.ts';

/** The bytes of a text: all at once, or in chunks, as files, blobs and responses provide them. */
export type TextBytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** The most bytes to decode at once, so that a piece takes little memory. */
const MOST_BYTES = 1 << 16;

/**
 * The text of UTF-8 bytes, in pieces. No piece ends inside a character.
 *
 * As in Python's text mode, the line endings `\r\n` and `\r` become `\n`. A byte-order mark at the beginning is
 * dropped. Memory holds no more than one chunk.
 *
 * ```ts
 * let text = '';
 * for await (const piece of decodeText(createReadStream('input.txt'))) text += piece;
 * ```
 *
 * @param bytes a `Uint8Array`, a stream such as `createReadStream(path)`, `blob.stream()` or `response.body`, or any other
 *   iterable of `Uint8Array`s
 * @throws RangeError if the bytes are not UTF-8; it names the first wrong byte
 * @throws TypeError if the chunks are not `Uint8Array`s
 * @see https://docs.python.org/3/library/functions.html#open
 */
export function decodeText(bytes: TextBytes): AsyncGenerator<string, void> {
  checkCount('decodeText', arguments.length, 1);
  const isObject = typeof bytes === 'object' && (bytes as unknown) !== null;
  const isSource = isObject && ['getReader', Symbol.iterator, Symbol.asyncIterator].some((method) => method in bytes);
  checkKind('decodeText', 'a Uint8Array, or a stream of them', bytes, isSource);
  return withLineFeeds(pieces(chunks(bytes)));
}

/** The pieces with `\r\n` and `\r` replaced by `\n`, even if a piece ends between the two. */
async function* withLineFeeds(decoded: AsyncIterable<string>): AsyncGenerator<string, void> {
  let held = '';
  for await (const piece of decoded) {
    const text = held + piece;
    held = text.endsWith('\r') ? '\r' : '';
    const complete = held === '' ? text : text.slice(0, -1);
    if (complete !== '') yield complete.replace(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}

async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let before = new Uint8Array(); // the last bytes, among which an incomplete character may begin
  let count = 0;
  for await (const chunk of source) {
    yield decode(chunk, true);
    before = Uint8Array.from([...before, ...chunk.subarray(-3)]).slice(-3);
    count += chunk.length;
  }
  yield decode(new Uint8Array(), false);

  function decode(chunk: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(chunk, { stream });
    } catch {
      const begun = before.findIndex((byte) => !isContinuation(byte));
      const last = begun < 0 ? new Uint8Array() : before.subarray(begun);
      throw notUtf8(Uint8Array.from([...last, ...chunk]), count - last.length);
    }
  }
}

/** Whether a byte is the second, third or fourth of a character. */
function isContinuation(byte: number): boolean {
  return byte >> 6 === 0b10;
}

/**
 * The error for bytes that are not UTF-8.
 *
 * @param offset the number of bytes before them, which end with a complete character
 */
function notUtf8(bytes: Uint8Array, offset: number): RangeError {
  let [valid, invalid] = [0, bytes.length + 1]; // lengths of prefixes: a binary search
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodedBytes(bytes.subarray(0, middle)) === undefined) invalid = middle;
    else valid = middle;
  }
  const wrong = decodedBytes(bytes.subarray(0, valid)) ?? 0; // the first byte of the wrong character
  const at = offset + wrong;
  const byte = `0x${bytes[wrong].toString(16).toUpperCase().padStart(2, '0')}`;
  if (at === 0 && bytes[0] >= 0xfe) {
    return new RangeError(`decodeText: the text is UTF-16, because it begins with ${byte}; save it as UTF-8`);
  }
  const problem =
    invalid > bytes.length ? `the text ends inside the character at byte ${at}` : `byte ${at} is not UTF-8`;
  return new RangeError(
    `decodeText: ${problem}, ${byte}; save the text as UTF-8, or decode another encoding with new TextDecoder('windows-1252')`,
  );
}

/** The number of bytes in complete characters; undefined if the bytes are not the beginning of UTF-8. */
function decodedBytes(bytes: Uint8Array): number | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return new TextEncoder().encode(text).length;
  } catch {
    return undefined;
  }
}

/** The bytes in chunks of at most {@link MOST_BYTES}. */
async function* chunks(bytes: TextBytes): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunksOf(bytes)) {
    checkKind('decodeText', 'chunks of bytes, as from a stream without an encoding', chunk, isBytes(chunk));
    for (let i = 0; i < chunk.length; i += MOST_BYTES) yield chunk.subarray(i, i + MOST_BYTES);
  }
}

/** Checks the tag and not the class, because in Jest the bytes that Node reads have a different class. */
function isBytes(x: unknown): x is Uint8Array {
  return Object.prototype.toString.call(x) === '[object Uint8Array]';
}

function chunksOf(bytes: TextBytes): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (isBytes(bytes)) return [bytes];
  return 'getReader' in bytes ? read(bytes) : bytes;
}

/** The chunks of a `ReadableStream`, which cannot be iterated in Safari. */
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
