/** A checkpoint as the command line serves it. */
export interface ServedFile {
  readonly file: Blob;
  /** Differs when the file does. */
  readonly tag: string;
  /** The milliseconds since it was written. */
  readonly age: number;
}

/** The name of the checkpoint that `microgpt open` shows in this page; undefined where the page is served for itself. */
export function servedFileName(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="microgpt-checkpoint"]')?.content;
}

/**
 * The checkpoint as it is now; undefined if it is still the one with this tag.
 *
 * @throws Error if there is no file, or `microgpt open` has ended
 */
export async function servedFile(tag: string | undefined): Promise<ServedFile | undefined> {
  const headers: Record<string, string> = tag === undefined ? {} : { 'If-None-Match': tag };
  const answer = await fetch('checkpoint', { cache: 'no-store', headers });
  if (answer.status === 304) return undefined;
  if (!answer.ok) throw new Error(await answer.text());
  const dateOf = (name: string): number => Date.parse(answer.headers.get(name) ?? '');
  return {
    file: await answer.blob(),
    tag: answer.headers.get('ETag') ?? '',
    age: dateOf('Date') - dateOf('Last-Modified'),
  };
}

/** The text that its run learned from; undefined if it is not where it was, or has changed. */
export async function servedText(): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const answer = await fetch('text', { cache: 'no-store' });
  return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}
