// What is generated, and from what. `OUTPUT` lets the check generate elsewhere.
import { fileURLToPath } from 'node:url';

export default {
  input: fileURLToPath(new URL('../../../replay-api/openapi.json', import.meta.url)),
  logs: { level: 'silent' },
  output: {
    path: process.env.OUTPUT ?? fileURLToPath(new URL('generated', import.meta.url)),
    clean: true,
    importFileExtension: '.js',
    tsConfigPath: null,
  },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
};
