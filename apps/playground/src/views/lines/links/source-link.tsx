import type { ComponentChildren } from 'preact';

const repository = 'https://github.com/microgpt-ts/microgpt/blob/main/';

/**
 * A link to a file of the repository.
 *
 * @param path from the root of the repository
 */
export function SourceLink({ path, children }: { readonly path: string; readonly children: ComponentChildren }) {
  return <a href={`${repository}${path}`}>{children}</a>;
}
