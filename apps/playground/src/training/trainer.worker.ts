import { expose } from 'comlink';
import { PageTrainer } from './page-trainer.ts';

expose(new PageTrainer());
