import type { Settings } from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import type { LearnedPart } from './learned-text.ts';

/** How a model is named: a run, and one of its kept or live steps. */
export interface ModelName {
  readonly run: string;
  /** When the run was made: before its first step, another one can take its place under the same name. */
  readonly made: number;
  readonly step: number;
}

/** What a worker must know about a run to use its models. */
export interface RunSettings extends Pick<Settings, 'engine' | 'seed' | 'batch' | 'accumulate'> {
  /** How it divides its text; undefined for the model of another program. */
  readonly kind: Settings['kind'] | undefined;
}

/** A model to load. */
export interface ModelFile {
  readonly settings: RunSettings;
  /** What it learned from; undefined for the model of another program. */
  readonly part: LearnedPart | undefined;
  /** Its layers; undefined for the usual ones. */
  readonly layers?: LayersCode | undefined;
  /** A checkpoint; it needs no optimizer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}
