// Lists the newest replays of an API, and follows what changes. With Node 22.18: node client.ts https://replays.example.com
import { createClient, createConfig, listChanges, listReplays, type Problem, type SomeReplay } from 'live-replay-client';

const [baseUrl = 'http://127.0.0.1:8787', token] = process.argv.slice(2);
const client = createClient(createConfig({ baseUrl, auth: () => token }));

function line({ started_at, title, duration, play }: SomeReplay): string {
  const plays = play?.url ? new URL(play.url, baseUrl).href : 'nothing to play yet';
  return `${started_at}  ${title}  ${duration} s  ${plays}`;
}

// Where nothing answers, there is no response, and the error is what `fetch` threw.
function stop(error: Problem | unknown, response: Response | undefined): never {
  console.error(response ? (error as Problem).detail : `${baseUrl} does not answer`);
  process.exit(1);
}

const since = new Date().toISOString();
for (let cursor: string | undefined; ; ) {
  const { data, error, response } = await listReplays({ client, query: { limit: 100, cursor } });
  if (!data) stop(error, response);
  for (const replay of data.replays) console.log(line(replay));
  if (!data.next_cursor) break;
  cursor = data.next_cursor;
}

const { data, error, response } = await listChanges({ client, query: { since } });
if (!data) stop(error, response);
console.log(`${data.changes.length} changes meanwhile`);
