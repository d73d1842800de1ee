/** Where a model goes. */
export type ExportTarget = 'hugging-face' | 'nanogpt' | 'torch';

/** The types of numbers in exported files. */
export type ExportDType = 'f32' | 'f16' | 'bf16' | 'f64';

/** The flags of `microgpt export`. */
export interface ExportFlags {
  readonly to: ExportTarget;
  readonly dtype: ExportDType;
  readonly force?: boolean | undefined;
}
