// What the package offers: a function for each operation, the types, and the clients that the functions send with.
export * from './generated/index.js';
export { client } from './generated/client.gen.js';
export { createClient, createConfig, type Client, type Config, type RequestResult } from './generated/client/index.js';
