import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { guardComposing } from './composing';
import { openTab } from './device';
import { watchForUpgrades } from './upgrade';
import './app.css';

guardComposing();
watchForUpgrades();
// The check in public/browser.js has found that this browser is too old, and has said so.
if (!document.documentElement.classList.contains('too-old'))
  void openTab().then(() =>
    createRoot(document.getElementById('root')!).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
