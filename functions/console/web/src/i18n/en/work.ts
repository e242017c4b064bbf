export default {
  title: 'Work',
};
