/** A time in the unit that fits it, with at most two digits that count: `5 ms`, `0.2 s`, `48 s`, `3 min`, `2.5 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 99.5) return `${short(seconds)} s`;
  if (seconds < 5970) return `${short(seconds / 60)} min`;
  return `${short(seconds / 3600)} h`;
}

function short(x: number): string {
  return x < 9.95 ? String(Number(x.toFixed(1))) : x.toFixed(0);
}
