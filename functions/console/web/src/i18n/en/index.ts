import app from './app.js';
import errors from './errors.js';
import front from './front.js';
import health from './health.js';
import log from './log.js';
import player from './player.js';
import quarantine from './quarantine.js';
import queue from './queue.js';
import replay from './replay.js';
import streams from './streams.js';
import timeline from './timeline.js';
import words from './words.js';
import work from './work.js';

export default { app, errors, front, health, log, player, quarantine, queue, replay, streams, timeline, words, work };
