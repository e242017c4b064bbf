/** The names of the screens. */
export default {
  queue: 'Queue',
  front: 'Front page',
  streams: 'Streams',
  work: 'Work',
  quarantine: 'Quarantine',
  health: 'Health',
  log: 'Log',
  replay: 'Replay',
};
