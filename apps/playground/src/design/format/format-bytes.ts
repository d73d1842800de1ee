const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A size of memory or of a file in powers of 1000: `312 bytes`, `34 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  // 999.5 would be rounded to 1000.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit > 0 && size < 9.95 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit]}`;
}
