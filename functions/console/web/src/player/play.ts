// What a player is given: the part of a replay that says what plays.

/** One of several files. Offsets are seconds of its media: it plays from the one to the other. */
export interface PlayItem {
  url: string | null;
  duration: number;
  start_offset?: number | null;
  end_offset?: number | null;
}

/** `play` of a replay. */
export interface Play {
  format: string;
  url: string | null;
  items?: PlayItem[] | null;
  start_offset?: number | null;
  end_offset?: number | null;
}

/** A replay, as far as a player needs it. */
export interface Playable {
  id?: string;
  title?: string;
  cover_url?: string | null;
  duration?: number;
  started_at?: string;
  /** What of it plays: the own playlist of a replay holds something else under the same address then. */
  trim?: { from: string; to: string } | null;
  coverage?: { gaps: { from: string; to: string; seconds: number }[] };
  play?: Play | null;
}

/** What identifies the media of a replay. Signatures in addresses are renewed all the time and don't count. */
export function identity(replay: Playable | null | undefined): string {
  const bare = (url: string | null) => url?.replace(/[?#].*$/, '');
  const { play = null } = replay ?? {};
  const items = play?.url ? null : play?.items?.map((item) => ({ ...item, url: bare(item.url) }));
  return JSON.stringify([replay?.id ?? null, replay?.trim ?? null, play && { ...play, url: bare(play.url), items }]);
}

/** The same with whole addresses. Those of the API are relative to it. */
export function absolute(play: Play, base: string): Play {
  const root = new URL(base || document.baseURI, document.baseURI);
  const whole = (url: string | null) => (url ? new URL(url, root).href : url);
  return { ...play, url: whole(play.url), items: play.items?.map((item) => ({ ...item, url: whole(item.url) })) ?? null };
}

/** Whether its address is that of a list, which grows while files come. */
export function grows(play: Play): boolean {
  return /\/replays\/[^/]+\/playlist\.m3u8/.test(play.url ?? '');
}
