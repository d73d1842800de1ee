import { render } from 'preact';
import { App } from './app/app.tsx';
import { keepOffline } from './offline/keep-offline.ts';

render(<App />, document.body);
keepOffline();
