export default {
  title: 'Streams',
};
