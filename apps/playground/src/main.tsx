import { render } from 'preact';
import { App } from './app/app.tsx';
import { keepOffline } from './offline/keep-offline.ts';
import './design/tokens.css';
import './design/base.css';

render(<App />, document.body);
keepOffline();
