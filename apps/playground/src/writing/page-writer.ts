import { WriterClient, type WriterSource } from './client.ts';

let source: WriterSource | undefined;

/** Sets where the models and texts of the page come from, before anyone asks the writer. */
export function connectWriter(from: WriterSource): void {
  source = from;
}

function connected(): WriterSource {
  if (source === undefined) throw new Error('writer: there are no models; call connectWriter first');
  return source;
}

/** The writer of this page. */
export const writer = new WriterClient({
  model: (name) => connected().model(name),
  text: (run) => connected().text(run),
});
