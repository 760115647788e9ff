import './ui/design/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { still } from 'virtual:opening-still';
import { App } from './ui/app/App.tsx';
import { openPage } from './ui/app/opening.ts';
import { openDoor } from './ui/session/drydock.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(<StrictMode><App /></StrictMode>);
openDoor(openPage(still));
