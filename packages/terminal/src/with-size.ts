import type { WriteStream } from 'node:tty';

/** The same stream, with a size of 80 × 24 if it is a terminal that reports 0 × 0, as some recorders do. */
export function withSize(out: WriteStream): WriteStream {
  if (out.columns === 0) out.columns = 80;
  if (out.rows === 0) out.rows = 24;
  return out;
}
