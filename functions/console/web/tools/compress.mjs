// Compresses what is served, once and as well as can be.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SMALL = 256;

export function gzip(bytes) {
  return gzipSync(bytes, { level: 9 });
}

function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

/** The compressed twins of a file, by the ending of their names. One that saves nothing is left out. */
export function twins(bytes) {
  if (bytes.length < SMALL) return [];
  return [['.br', brotli(bytes)], ['.gz', gzip(bytes)]].filter(([, twin]) => twin.length < bytes.length);
}
