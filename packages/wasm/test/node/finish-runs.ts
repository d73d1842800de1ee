// Runs in a new process: resumes from the checkpoints in a folder.

import { finishRuns } from '../../../gpt/test/checkpoint/halves.ts';
import { createWasm } from '../../src/index.ts';

await finishRuns(await createWasm(), process.argv[2]);
