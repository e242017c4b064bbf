import './style/page.css';
import { preferredLanguage, setLanguage } from './i18n/index.js';
import { keys } from './lib/keys.js';
import { session } from './lib/session.js';
import { applyTheme } from './lib/theme.js';
import { guardUnsaved } from './lib/unsaved.js';
import { startRouter } from './router.js';

applyTheme();
startRouter();
keys.start();
guardUnsaved();
const signedIn = session.start();
// Texts come before the first element is rendered.
await setLanguage(preferredLanguage());
await import('./app.js');
await signedIn;
