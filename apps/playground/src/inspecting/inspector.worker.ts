import { expose } from 'comlink';
import { ModelInspector } from './model-inspector.ts';

expose(new ModelInspector());
