import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { wasm } from '@microgpt/wasm';

/** The engines, by the name that `--engine` takes. */
export const engines = { scalar: () => scalar, cpu: () => cpu, wasm } satisfies Record<
  string,
  () => Engine | Promise<Engine>
>;

/** The name of an engine. */
export type EngineName = keyof typeof engines;
