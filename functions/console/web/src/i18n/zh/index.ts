import app from './app.js';
import errors from './errors.js';
import player from './player.js';
import screens from './screens.js';
import words from './words.js';

/** What is loaded at once; the texts of single screens are loaded with these. */
export default { app, errors, player, screens, words };
