export default {
  title: 'Quarantine',
};
