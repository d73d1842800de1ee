// Runs in a new process: resumes on `cpu` or `scalar` from the checkpoints in a folder.

import { cpu, scalar } from '@microgpt/autograd';
import { finishRuns } from './halves.ts';

const [, , folder, engine] = process.argv;
await finishRuns(engine === 'cpu' ? cpu : scalar, folder);
