import type { WriteStream } from 'node:tty';

/** The same stream, 80 × 24 if it is a terminal that says its size is 0 × 0, as those of some recorders do. */
export function withSize(out: WriteStream): WriteStream {
  if (out.columns === 0) out.columns = 80;
  if (out.rows === 0) out.rows = 24;
  return out;
}
