import { cpu, scalar } from '@microgpt/autograd';

/** What the model can run on, by the name that `--engine` takes. */
export const engines = { scalar, cpu };

/** The name of an engine. */
export type EngineName = keyof typeof engines;
