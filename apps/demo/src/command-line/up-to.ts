/** 1, 2, …, n */
export function* upTo(n: number): Generator<number, void> {
  for (let i = 1; i <= n; i++) yield i;
}
