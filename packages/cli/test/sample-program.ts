import { runProgram } from '@microgpt/terminal';
import { sampleCommand } from '../src/commands/sample.ts';

await runProgram({ name: 'microgpt sample', root: sampleCommand });
