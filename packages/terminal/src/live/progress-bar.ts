/** A bar of `width` columns of which the fraction, from 0 to 1, is heavy: `━━━━━─────`. */
export function progressBar(fraction: number, width: number): string {
  const done = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '━'.repeat(done) + '─'.repeat(width - done);
}
