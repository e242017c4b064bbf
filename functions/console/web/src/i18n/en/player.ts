export default {
  title: 'Player',
};
