const MOST_CHARACTERS = 100;

/** The error for something that is not as expected: a RangeError for a value, a TypeError for a kind. */
export function wrong(operation: string, what: string, expected: string, got: unknown, type = RangeError): Error {
  return new type(`${operation}: ${what} must be ${expected}, got ${show(got)}`);
}

/** The class of a value, such as `Float32Array` or `Null`. Unlike `instanceof`, it works across realms. */
export function kindOf(x: unknown): string {
  return {}.toString.call(x).slice(8, -1);
}

/** A value as JSON for errors: cut, with ? for what a terminal might obey or hide. */
export function show(x: unknown): string {
  const json = JSON.stringify(x) as string | undefined;
  return (json ?? 'nothing').slice(0, MOST_CHARACTERS).replace(/\p{C}/gu, '?');
}
