export default {
  title: 'Front page',
};
