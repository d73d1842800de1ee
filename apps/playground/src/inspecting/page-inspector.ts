import { pageModels } from '../models/page-models.ts';
import { InspectorClient } from './inspector-client.ts';

/** The inspector of this page. */
export const inspector = new InspectorClient(pageModels);
