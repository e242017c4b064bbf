export default {
  title: 'Health',
};
