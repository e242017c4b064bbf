import app from './app.js';
import errors from './errors.js';
import log from './log.js';
import player from './player.js';
import queue from './queue.js';
import replay from './replay.js';
import screens from './screens.js';
import timeline from './timeline.js';
import words from './words.js';

/** What is loaded at once; the texts of single screens are loaded with these. */
export default { app, errors, log, player, queue, replay, screens, timeline, words };
