/** A name in kebab case, as flags have it: `evalEvery` is `eval-every`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
