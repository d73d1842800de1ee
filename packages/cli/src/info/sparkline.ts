const BLOCKS = '▁▂▃▄▅▆▇█';

/** Numbers as a row of blocks of different heights, at most `width` of them; each stands for the mean of its share. */
export function sparkline(numbers: ArrayLike<number>, width: number): string {
  const count = Math.min(width, numbers.length);
  const means = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * numbers.length) / count);
    const end = Math.floor(((i + 1) * numbers.length) / count);
    let sum = 0;
    for (let k = start; k < end; k++) sum += numbers[k];
    return sum / (end - start);
  });
  const low = Math.min(...means);
  const range = Math.max(...means) - low || 1;
  return means.map((mean) => BLOCKS[Math.round(((mean - low) / range) * (BLOCKS.length - 1))]).join('');
}
