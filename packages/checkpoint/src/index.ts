export { Checkpoint, openCheckpoint, type CheckpointFile, type CheckpointTargets } from './open-checkpoint.ts';
export type { RandomStreams } from './random-streams.ts';
export { saveCheckpoint, type CheckpointContents, type Describable, type Stateful } from './save-checkpoint.ts';
