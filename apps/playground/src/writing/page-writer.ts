import { pageModels } from '../models/page-models.ts';
import { WriterClient } from './client.ts';

/** The writer of this page. */
export const writer = new WriterClient(pageModels);
