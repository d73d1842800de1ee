#!/usr/bin/env node
import { runProgram } from '@microgpt/terminal';
import { microgpt } from './app.ts';
import { answerIfAsked } from './complete/answer.ts';

const isAnswered = await answerIfAsked(microgpt, process.argv.slice(2));
if (!isAnswered) await runProgram(microgpt);
