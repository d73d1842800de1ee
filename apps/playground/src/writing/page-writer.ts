import { WriterClient } from './client.ts';
import { sessionSource } from './session-source.ts';

/** The writer of this page. */
export const writer = new WriterClient(sessionSource);
