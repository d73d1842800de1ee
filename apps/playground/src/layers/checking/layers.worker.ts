import { expose } from 'comlink';
import { ModuleChecker } from './module-checker.ts';

expose(new ModuleChecker());
