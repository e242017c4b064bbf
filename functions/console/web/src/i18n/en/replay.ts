export default {
  title: 'Replay',
};
