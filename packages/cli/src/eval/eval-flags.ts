import type { EngineName } from '@microgpt/terminal';

/** The flags of `microgpt eval`. */
export interface EvalFlags {
  readonly stride?: number | undefined;
  readonly engine: EngineName;
  readonly json?: boolean | undefined;
}
