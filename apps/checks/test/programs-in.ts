/** A program in a document, and the output that stands below it. */
export interface Program {
  readonly line: number;
  readonly source: string;
  readonly output: string | undefined;
}

/** Every ```ts block, with the ```text block that follows it. */
export function programsIn(markdown: string): Program[] {
  const blocks = /```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g;
  return Array.from(markdown.matchAll(blocks), (match) => {
    const [, source, output] = match as unknown as [string, string, string | undefined];
    return { line: markdown.slice(0, match.index).split('\n').length, source, output };
  });
}
