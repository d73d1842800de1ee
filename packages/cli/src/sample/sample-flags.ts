import type { EngineName } from '@microgpt/terminal';

/** The flags of `microgpt sample`. */
export interface SampleFlags {
  readonly prompt?: string | undefined;
  readonly promptFile?: string | undefined;
  readonly count?: number | undefined;
  readonly length?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
  readonly minP?: number | undefined;
  readonly stop?: string | undefined;
  readonly seed: number;
  readonly engine: EngineName;
  readonly json?: boolean | undefined;
}
