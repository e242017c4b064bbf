import { Emitter } from './emitter.js';
import { Problem } from './problem.js';
import { store, stored } from './stored.js';

export type Role = 'curator' | 'admin';

/** Who works here. `expired`: the token was refused while somebody worked; the screen stays until they sign in again. */
class Session {
  readonly changed = new Emitter();
  token: string | null = null;
  name = '';
  role: Role = 'curator';
  state: 'out' | 'checking' | 'in' | 'expired' = 'out';
  /** Why a token that is kept could not be checked. */
  problem: Problem | null = null;

  /** Takes the token from the address (`#token=…`, which is removed from there) or from this tab, and checks it. */
  async start(): Promise<void> {
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given !== null) history.replaceState(history.state, '', location.pathname + location.search);
    const token = given ?? stored('token', 'sessionStorage');
    if (!token) return;
    // A server that does not answer says nothing of the token: it stays for the next try.
    store('token', token, 'sessionStorage');
    await this.signIn(token).catch(() => undefined);
  }

  /** Asks the API who has this token, and keeps it for this tab. Throws a `Problem` where it is refused. */
  async signIn(token: string): Promise<void> {
    const before = this.state;
    this.#set(before === 'expired' ? 'expired' : 'checking');
    try {
      const who = await askWho(token);
      this.token = token;
      this.name = who.name;
      this.role = who.role;
      this.problem = null;
      store('token', token, 'sessionStorage');
      this.#set('in');
    } catch (error) {
      const problem = Problem.from(error);
      this.problem = problem;
      if (problem.status === 401 || problem.status === 403) store('token', null, 'sessionStorage');
      this.#set(before === 'checking' ? 'out' : before);
      throw problem;
    }
  }

  signOut(): void {
    store('token', null, 'sessionStorage');
    this.token = null;
    this.problem = null;
    this.#set('out');
  }

  /** The API refused the token. */
  refused(): void {
    if (this.state === 'in') this.#set('expired');
  }

  get admin(): boolean {
    return this.role === 'admin';
  }

  #set(state: Session['state']): void {
    this.state = state;
    this.changed.tell();
  }
}

async function askWho(token: string): Promise<{ name: string; role: Role }> {
  let response: Response;
  try {
    response = await fetch('/session', { headers: { authorization: `Bearer ${token}` } });
  } catch {
    throw new Problem('offline', 'the server does not answer', 0);
  }
  if (!response.ok) throw await Problem.of(response);
  return (await response.json()) as { name: string; role: Role };
}

export const session = new Session();
