/** The integers 1, 2, …, n. */
export function* range(n: number): Generator<number, void> {
  for (let i = 1; i <= n; i++) yield i;
}
