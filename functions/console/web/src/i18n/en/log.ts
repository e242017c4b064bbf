export default {
  title: 'Log',
};
