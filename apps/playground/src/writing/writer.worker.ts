import { expose } from 'comlink';
import { ModelWriter } from './model-writer.ts';

expose(new ModelWriter());
